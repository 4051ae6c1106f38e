import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Test files as plain JavaScript, one file each, which starts in a third of the time that tsx needs. */
export interface BundledTests extends Disposable {
  /** Where a test file's bundle stands. */
  at(file: string): string;
}

/** Of each file, as told at its start. */
const placeOf = {
  'import.meta.url': '__ownUrl',
  'import.meta.dirname': '__ownFolder',
  'import.meta.filename': '__ownFile',
};

/** Starts threads of itself by its own URL, so that it stays a file of its own. */
const threads = resolve(import.meta.dirname, '../src/learn/forest/forest-threads.ts');

export async function bundleTests(files: readonly string[]): Promise<BundledTests> {
  // Below node_modules, from where packages are found.
  const cache = resolve('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'tests-'));
  const at = (file: string): string => join(folder, file.replace(/\.ts$/, '.mjs'));
  const shared = {
    outdir: folder,
    outbase: '.',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    conditions: ['labbook-source'] as string[],
    outExtension: { '.js': '.mjs' },
    sourcemap: 'linked',
    logLevel: 'silent',
  } as const;
  const inPlace: Plugin = {
    name: 'what a file says of its own place is that of the source',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /\/forest-threads\.ts$/ }, ({ path, importer, kind }) => {
        const isIt = kind !== 'entry-point' && resolve(dirname(importer), path) === threads;
        return isIt ? { path: join(folder, 'forest-threads.mjs'), external: true } : null;
      });
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.')) return null;
        const own = { __ownUrl: pathToFileURL(path).href, __ownFolder: dirname(path), __ownFile: path };
        const told = Object.entries(own).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
        return { contents: `${told.join('')}${text}`, loader: 'ts' };
      });
    },
  };
  await build({ ...shared, entryPoints: [...files], plugins: [inPlace], define: placeOf });
  await build({ ...shared, entryPoints: { 'forest-threads': threads } });
  return { at, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
