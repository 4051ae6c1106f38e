import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { unsealedJson } from '../../src/base/sealed-json.ts';
import { FileIndex } from '../../src/observe/file-index.ts';
import { observeCode } from '../../src/observe/observe-code.ts';
import { storeFolder } from '../../src/store/store-folder.ts';

const test = suite('observed code');
let root: string;
test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'labbook-code-'));
  write('package.json', '{"type": "module"}');
  write('stages/a.ts', "import { helper } from './lib/helper';\nexport const run = () => helper();\n");
  write('stages/lib/helper.ts', 'export const helper = () => 1;\n');
});
test.after.each(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** As a new run would observe it: with what an earlier one left on disk. */
async function observe(bundler = 'esbuild') {
  const store = storeFolder(join(root, '.labbook'));
  const index = new FileIndex({ folder: store.index });
  const found = await observeCode({ root, module: 'stages/a.ts', exports: ['run'], index, store, bundler });
  await index.save();
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return { ...found.code, path: store.code(found.code.digest) };
}

const run = async (path: string): Promise<unknown> =>
  ((await import(`${path}?${Math.trunc(performance.now() * 1000)}`)) as { run: () => unknown }).run();

test('the same files give the same code, from memory as from the bundler', async () => {
  const first = await observe();
  assert.equal(await observe(), first);
  assert.is(await run(first.path), 1);
});

test('an edited helper is noticed, at once and after any number of runs', async () => {
  const first = await observe();
  const digests = new Set([first.digest]);
  for (let i = 2; i < 8; i++) {
    write('stages/lib/helper.ts', `export const helper = () => ${i};\n`);
    const { digest, path } = await observe();
    assert.not.ok(digests.has(digest), `edit ${i}`);
    digests.add(digest);
    assert.is(await run(path), i);
  }
  write('stages/lib/helper.ts', 'export const helper = () => 1;\n');
  assert.is((await observe()).digest, first.digest);
});

test('a new file that takes the place of an import is noticed', async () => {
  await observe();
  await sleep(30);
  await observe();
  write('stages/lib/helper.tsx', 'export const helper = () => "the newer";\n');
  assert.is(await run((await observe()).path), 'the newer');
  rmSync(join(root, 'stages/lib/helper.tsx'));
  rmSync(join(root, 'stages/lib/helper.ts'));
  write('stages/lib/helper/index.ts', 'export const helper = () => "the folder";\n');
  assert.is(await run((await observe()).path), 'the folder');
});

test('where the imports of package.json lead is noticed', async () => {
  write('package.json', '{"type": "module", "imports": {"#helper": "./stages/lib/helper.ts"}}');
  write('stages/a.ts', "import { helper } from '#helper';\nexport const run = () => helper();\n");
  write('stages/lib/other.ts', 'export const helper = () => "other";\n');
  await observe();
  await sleep(30);
  assert.is(await run((await observe()).path), 1);
  write('package.json', '{"type": "module", "imports": {"#helper": "./stages/lib/other.ts"}}');
  assert.is(await run((await observe()).path), 'other');
});

test('kept code that was deleted or damaged is made again', async () => {
  const { path, digest } = await observe();
  const right = readFileSync(path, 'utf8');
  for (const damage of [
    () => rmSync(path),
    () => writeFileSync(path, right.replace('1', '2')),
    () => writeFileSync(path, ''),
  ]) {
    damage();
    assert.is((await observe()).digest, digest);
    assert.is(readFileSync(path, 'utf8'), right);
  }
});

test('a damaged memory costs the bundler, and decides nothing', async () => {
  const { digest } = await observe();
  const memory = join(root, '.labbook/index/code.json');
  for (const text of ['', '[', 'null', '[["key", {"files": {}, "folders": {}, "code": {}}]]']) {
    writeFileSync(memory, text);
    assert.is((await observe()).digest, digest);
  }
  const right = readFileSync(memory, 'utf8');
  writeFileSync(memory, right.replaceAll(digest, `sha256:${'0'.repeat(64)}`));
  assert.is((await observe()).digest, digest);
});

test('another bundler does not believe what the one before found', async () => {
  const { digest } = await observe('esbuild 1');
  const remembered = () => {
    const text = readFileSync(join(root, '.labbook/index/code.json'), 'utf8');
    return (unsealedJson(text) as unknown[]).length;
  };
  assert.is(remembered(), 1);
  assert.is((await observe('esbuild 2')).digest, digest);
  assert.is(remembered(), 2);
});

test('files edited all the while they are bundled are never taken for what was bundled', async () => {
  let isEditing = true;
  let last = 0;
  const editing = (async () => {
    while (isEditing) {
      write('stages/lib/helper.ts', `export const helper = () => ${++last};\n`);
      await sleep(3);
    }
  })();
  for (let i = 0; i < 6; i++) await observe();
  isEditing = false;
  await editing;
  // Whatever was remembered meanwhile, what stands now is what counts.
  assert.is(await run((await observe()).path), last);
  await sleep(30);
  assert.is(await run((await observe()).path), last);
});

test.run();
