/**
 * Builds `dist`: the command line, the entries that stages import, the engine's child programs, the types of
 * the entries, and the Vega that report pages carry. The folder is replaced once everything is there.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildReportRuntime } from './build-report-runtime.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const entries = {
  'run-cli': 'src/cli/run-cli.ts',
  index: 'src/index.ts',
  learn: 'src/learn/index.ts',
  charts: 'src/learn/charts/index.ts',
  extract: 'src/sources/extract-stage.ts',
  testing: 'src/testing/test-stage.ts',
  'embedded-process': 'src/sources/embedded-process.ts',
  'filter-process': 'src/experiment/query/filter-process.ts',
};

/** Programs that start once a stage or a plan: each is bundled apart, since every chunk more costs a start. */
const programs = {
  'stage-process': 'src/execute/stage-process.ts',
  'params-process': 'src/observe/params-process.ts',
};

/** Node loads these by `--require` before a stage's own code, and in threads: each is one plain file. */
const guards = {
  'guard-process': 'src/confine/guard-process.ts',
  'guard-network': 'src/confine/guard-network.ts',
  'guard-server': 'src/confine/guard-server.ts',
};

// Beside dist, so that maps and declarations find src at the same relative path.
const scratch = await mkdtemp(join(root, 'dist-'));
try {
  await Promise.all([
    bundle(scratch),
    buildReportRuntime(join(scratch, 'report-runtime.js.gz')),
    types(scratch),
  ]);
  await replace(join(root, 'dist'), scratch);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: guards,
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  const apart = Object.entries(programs).map(([name, path]) => ({ [name]: path }));
  for (const entryPoints of [entries, ...apart]) {
    await build({
      entryPoints,
      absWorkingDir: root,
      outdir,
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
  }
  // A run that has nothing to do loads this one file: each further one costs as much as what it does.
  await build({
    entryPoints: { labbook: 'src/cli/main.ts' },
    absWorkingDir: root,
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [
      {
        name: 'the rest of the command line',
        setup({ onResolve }) {
          onResolve({ filter: /\/run-cli\.ts$/ }, () => ({ path: './run-cli.js', external: true }));
        },
      },
    ],
    logLevel: 'warning',
  });
  await chmod(join(outdir, 'labbook.js'), 0o755);
}

/** Errors of types are told and fail the build, but only once the code is in place. */
async function types(outdir: string): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(outdir, 'types')];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root });
  } catch (error) {
    process.stderr.write((error as { stdout?: string }).stdout ?? String(error));
    process.exitCode = 1;
  }
}

async function replace(target: string, made: string): Promise<void> {
  const old = `${made}-old`;
  try {
    if (await stat(target).catch(() => null)) await rename(target, old);
    await chmod(made, 0o755);
    await rename(made, target);
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}
