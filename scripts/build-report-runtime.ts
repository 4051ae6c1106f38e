import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/**
 * Writes dist/report-runtime.js.gz: Vega and its expression interpreter as one browser script that sets
 * `labbookVega`. Report pages carry it asleep. Vega-Lite is not in it, since pages hold compiled specs.
 */
export async function buildReportRuntime(target: string): Promise<{ readonly bytes: number }> {
  const { build } = await import('esbuild');
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const built = await build({
    stdin: {
      contents: `export { parse, View } from 'vega';\nexport { expressionInterpreter } from 'vega-interpreter';`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'labbookVega',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    plugins: [withoutUnused],
  });
  const script = built.outputFiles[0]?.text ?? '';
  // A text that ends a script element would end it early, were the runtime ever written into HTML as it is.
  const packed = gzipSync(script.replaceAll('</script', '<\\/script'), { level: 9 });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, packed);
  return { bytes: packed.length };
}

/** Parts of Vega that no Vega-Lite spec compiles to; they are a seventh of it. */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup(build) {
    const filter = /^vega-(force|hierarchy|voronoi|label|crossfilter|wordcloud)$/;
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /./, namespace: 'unused' }, () => ({
      contents: 'module.exports = {};',
      loader: 'js',
    }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  await buildReportRuntime(join(root, 'dist', 'report-runtime.js.gz'));
}
