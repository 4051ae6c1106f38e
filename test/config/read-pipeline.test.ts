import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPipeline } from '../../src/config/read-pipeline.ts';
import { validPipeline } from '../support/pipeline-text.ts';

const test = suite<{ root: string }>('read-pipeline');

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'labbook-config-'));
  for (const folder of ['stages', 'seed', 'seed/deep', 'data']) mkdirSync(join(context.root, folder));
  for (const file of ['stages/features.ts', 'stages/label.ts', 'seed/x.csv', 'seed/deep/y.json']) {
    writeFileSync(join(context.root, file), '');
  }
});

test.after.each(({ root }) => rmSync(root, { recursive: true }));

async function kindsOf(root: string, content: string | Uint8Array | null): Promise<readonly string[]> {
  if (content !== null) writeFileSync(join(root, 'pipeline.yaml'), content);
  const result = await readPipeline({ root, overrides: [], env: {} });
  return result.ok ? [] : result.error.map(({ kind }) => kind);
}

test('reads a pipeline from its folder', async ({ root }) => {
  assert.equal(await kindsOf(root, validPipeline), []);
  assert.equal(await kindsOf(root, `\ufeff${validPipeline}`), []);
  assert.equal(await kindsOf(root, validPipeline.replaceAll('\n', '\r\n')), []);
});

test('a missing file, a folder and a file of 10 MB are problems', async ({ root }) => {
  assert.equal(await kindsOf(root, null), ['no-pipeline']);
  assert.equal(await kindsOf(root, Buffer.alloc(10_000_000, 'a: [b, c]\n')), ['pipeline-too-large']);
  rmSync(join(root, 'pipeline.yaml'));
  mkdirSync(join(root, 'pipeline.yaml'));
  assert.equal(await kindsOf(root, null), ['pipeline-unreadable']);
});

test('bytes that are not text are told with their line', async ({ root }) => {
  const bytes = Buffer.concat([Buffer.from('version: 1\nname: '), Buffer.from([0xff, 0xfe])]);
  writeFileSync(join(root, 'pipeline.yaml'), bytes);
  const result = await readPipeline({ root, overrides: [], env: {} });
  assert.equal(result, {
    ok: false,
    error: [{ kind: 'pipeline-not-text', file: 'pipeline.yaml', line: 2 }],
  });
  assert.equal(await kindsOf(root, 'version: 1\n\0'), ['pipeline-not-text']);
});

test('alias bombs and endless nesting are told at once', async ({ root }) => {
  const names = [...'abcdefghij'];
  const bomb = names.map((name, i) =>
    i === 0
      ? 'a: &a [x, x, x]'
      : `${name}: &${name} [${Array(9)
          .fill(`*${names[i - 1]}`)
          .join(', ')}]`,
  );
  const started = performance.now();
  assert.equal(await kindsOf(root, bomb.join('\n')), ['yaml-too-complex']);
  assert.equal(await kindsOf(root, 'a: &a [*a]'), ['yaml-too-complex']);
  assert.equal(await kindsOf(root, `a: ${'['.repeat(100_000)}`), ['yaml-too-complex']);
  assert.equal(await kindsOf(root, `a: ${'{a: '.repeat(50_000)}`), ['yaml-too-complex']);
  assert.equal(await kindsOf(root, '- '.repeat(100_000)), ['yaml-too-complex']);
  assert.ok(performance.now() - started < 90_000);
});

test('a path through a link that leads out of the project escapes it', async ({ root }) => {
  const outside = mkdtempSync(join(tmpdir(), 'labbook-outside-'));
  try {
    symlinkSync(outside, join(root, 'linked'));
    symlinkSync(join(root, 'data'), join(root, 'inside'));
    writeFileSync(join(outside, 'x.csv'), '');
    const by = (path: string) => validPipeline.replace('data/label.parquet', path);
    assert.equal(await kindsOf(root, by('linked/label.parquet')), ['path-escapes']);
    assert.equal(await kindsOf(root, by('inside/label.parquet')), []);
    assert.equal(await kindsOf(root, validPipeline.replace('seed/x.csv', 'linked/x.csv')), ['path-escapes']);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test('globs are matched against the files that are there', async ({ root }) => {
  const by = (glob: string) => kindsOf(root, validPipeline.replace('seed/x.csv', `"${glob}"`));
  assert.equal(await by('seed/*.csv'), []);
  assert.equal(await by('seed/**/*.json'), []);
  assert.equal(await by('**/y.{json,csv}'), []);
  assert.equal(await by('seed/*.json'), ['empty-glob']);
  assert.equal(await by('no/such/*'), ['empty-glob']);
});

test.run();
