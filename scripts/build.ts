/** Bundles the engine into `dist`: the command line, the entries that stages import, and its child programs. */
import { existsSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildReportRuntime } from './build-report-runtime.ts';

const entries = {
  labbook: 'src/cli/main.ts',
  index: 'src/index.ts',
  learn: 'src/learn/index.ts',
  charts: 'src/learn/charts/index.ts',
  extract: 'src/sources/extract-stage.ts',
  'stage-process': 'src/execute/stage-process.ts',
  'params-process': 'src/observe/params-process.ts',
  'embedded-process': 'src/sources/embedded-process.ts',
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'linked',
  sourcesContent: false,
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
});
if (existsSync('dist/labbook.js')) await chmod('dist/labbook.js', 0o755);
await buildReportRuntime('dist/report-runtime.js.gz');
