import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTable } from '../../../src/learn/table/read-table.ts';
import { writeTable } from '../../../src/learn/table/write-table.ts';

const test = suite('table files under the permission model of Node');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'labbook-confined-')));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test.before(async () => {
  for (const name of ['in', 'out', 'other']) mkdirSync(join(folder, name));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  await writeTable(join(folder, 'in/a.parquet'), { x: Float64Array.of(1, 2) });
  await writeTable(join(folder, 'other/b.parquet'), { x: Float64Array.of(3) });
  await build({
    stdin: {
      contents: `
        import { readTable } from './src/learn/table/read-table.ts';
        import { writeTable } from './src/learn/table/write-table.ts';
        try {
          await writeTable(process.argv[3], await readTable(process.argv[2]));
          console.log('done');
        } catch (error) {
          console.log(error.code, error.permission, error.resource);
        }`,
      resolveDir: resolve('.'),
    },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile: join(folder, 'copy.mjs'),
  });
});

/** Copies a table in a process that may read `in` and write `out`. */
function copy(from: string, to: string): string {
  const isStable = process.allowedNodeEnvironmentFlags.has('--permission');
  const readable = [
    join(folder, 'copy.mjs'),
    join(folder, 'in'),
    join(folder, 'node_modules'),
    realpathSync('node_modules'),
  ];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      isStable ? '--permission' : '--experimental-permission',
      '--allow-addons',
      ...[...readable, join(folder, 'out')].map((path) => `--allow-fs-read=${path}`),
      `--allow-fs-write=${join(folder, 'out')}`,
      join(folder, 'copy.mjs'),
      join(folder, from),
      join(folder, to),
    ],
    { encoding: 'utf8', cwd: folder },
  );
  return stdout.trim() || stderr;
}

test('a declared input is read and a declared output written', async () => {
  assert.is(copy('in/a.parquet', 'out/a.parquet'), 'done');
  assert.equal((await readTable(join(folder, 'out/a.parquet'))).x, Float64Array.of(1, 2));
});

test('an undeclared read fails by name, though native code would have passed', () => {
  const denied = copy('other/b.parquet', 'out/b.parquet');
  assert.is(denied, `ERR_ACCESS_DENIED FileSystemRead ${join(folder, 'other/b.parquet')}`);
});

test('an undeclared write fails by the name of the file, and leaves nothing', () => {
  const denied = copy('in/a.parquet', 'other/c.parquet');
  assert.is(denied, `ERR_ACCESS_DENIED FileSystemWrite ${join(folder, 'other/c.parquet')}`);
  assert.not(existsSync(join(folder, 'other/c.parquet')));
  assert.equal(readdirSync(join(folder, 'other')), ['b.parquet']);
});

test.run();
