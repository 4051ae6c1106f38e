import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import { digestBytes, digestFile, digestOf, hexOf, isDigest, shortDigest } from '../../src/base/digest.ts';
import { sealedJson, unsealedJson } from '../../src/base/sealed-json.ts';

const test = suite('digests');

test('a digest is SHA-256 of the bytes', () => {
  const empty = digestBytes('');
  assert.is(empty, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.is(digestBytes(new TextEncoder().encode('abc')), digestBytes('abc'));
  assert.is(hexOf(empty).length, 64);
  assert.is(shortDigest(empty), 'e3b0c44298');
});

test('a value is framed by its tag: two kinds, or two values, never share a digest', () => {
  const tags = ['a', 'b', '', 'a"', 'a",', 'a/1', 'a/2', '["a"'];
  const values = [null, '', 'a', '"', [], ['a'], {}, { a: 1 }, 1, '1', [1], '[1]', ['a', 1], '","'];
  const seen = new Map<string, string>();
  for (const tag of tags) {
    for (const value of values) {
      const digest = digestOf(tag, value);
      assert.not.ok(seen.has(digest), `${canonicalJson([tag, value])} and ${seen.get(digest)}`);
      seen.set(digest, canonicalJson([tag, value]));
    }
  }
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), fc.string(), fc.jsonValue(), (tagA, a, tagB, b) => {
      const isSame = tagA === tagB && canonicalJson(a) === canonicalJson(b);
      assert.is(digestOf(tagA, a) === digestOf(tagB, b), isSame);
    }),
  );
});

test('the digest of a recipe is pinned: no edit of the engine may move it unseen', () => {
  assert.is(
    digestOf('stage-recipe/1', { b: [1, 2.5, 'ü'], a: null }),
    digestBytes('["stage-recipe/1",{"a":null,"b":[1,2.5,"ü"]}]'),
  );
});

test('a file has the digest of its bytes, across the size of what is read at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-digest-'));
  try {
    for (const size of [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000]) {
      const bytes = Buffer.alloc(size, 'x\u0000y');
      writeFileSync(join(folder, 'f'), bytes);
      assert.is(await digestFile(join(folder, 'f')), digestBytes(bytes));
    }
    const error = await digestFile(join(folder, 'none')).then(
      () => null,
      (reason: NodeJS.ErrnoException) => reason.code,
    );
    assert.is(error, 'ENOENT');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('only 64 lower-case hex digits after sha256: are a digest', () => {
  const good = digestBytes('x');
  assert.ok(isDigest(good));
  for (const bad of [
    good.toUpperCase(),
    hexOf(good),
    `${good}0`,
    good.slice(0, -1),
    ` ${good}`,
    `${good}\n`,
    '',
    null,
    5,
  ]) {
    assert.not.ok(isDigest(bad), String(bad));
  }
});

test('a sealed value reads back; one flipped bit anywhere is no value at all', () => {
  const value = { metrics: { accuracy: 0.61 }, text: 'two\nlines', list: [1, null, 'ü'] };
  const sealed = sealedJson(value);
  assert.equal(unsealedJson(sealed), value);
  const bytes = Buffer.from(sealed);
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 4, 64]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ bit;
      assert.is(unsealedJson(damaged.toString()), undefined, `byte ${at}`);
    }
  }
  for (const text of ['', '{}', '{}\n', sealed.slice(0, -1), `${sealed}x`, JSON.stringify(value)]) {
    assert.is(unsealedJson(text), undefined);
  }
});

test.run();
