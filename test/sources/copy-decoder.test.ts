import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ContentHash } from '../../src/sources/content-hash.ts';
import { type Column, CopyDecoder } from '../../src/sources/copy-decoder.ts';

const columns: readonly Column[] = [
  { name: 'id', type: { kind: 'int4' }, postgresType: 'integer' },
  { name: 'note', type: { kind: 'text' }, postgresType: 'text' },
];

type Row = readonly [number | null, string | null];

/** The binary COPY stream of rows, as the manual describes it. */
function copyOf(rows: readonly Row[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')];
  for (const [id, note] of rows) {
    const fields = [id === null ? null : int32(id), note === null ? null : Buffer.from(note)];
    parts.push(Buffer.from([0, 2]));
    for (const field of fields) parts.push(int32(field?.length ?? -1), field ?? Buffer.alloc(0));
  }
  parts.push(Buffer.from([0xff, 0xff]));
  return Buffer.concat(parts);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function decode(stream: Uint8Array, cuts: readonly number[]): { rows: Row[]; digest: string } {
  const rows: Row[] = [];
  const hash = new ContentHash(columns);
  const decoder = new CopyDecoder(columns, (count) => {
    hash.add(decoder.buffers, count);
    const [ids, notes] = decoder.buffers;
    for (let i = 0; i < count; i++) {
      const id = ids?.valid[i] === 1 ? (ids.i32[i] ?? null) : null;
      rows.push([id, notes?.valid[i] === 1 ? Buffer.from(notes.bytesAt(i)).toString('utf8') : null]);
    }
  });
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % stream.length).sort((a, b) => a - b), stream.length]) {
    decoder.push(stream.subarray(from, to));
    from = to;
  }
  decoder.finish();
  return { rows, digest: hash.finish().digest };
}

const note = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ minLength: 10, maxLength: 40 }),
  fc.constant(''),
);
const row = fc.tuple(fc.option(fc.integer()), fc.option(note));

test('rows come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 30 }), (rows, cuts) => {
      const whole = decode(copyOf(rows), []);
      const cut = decode(copyOf(rows), cuts);
      assert.equal(
        whole.rows,
        rows.map((each) => [...each]),
      );
      assert.equal(cut, whole);
    }),
  );
});

test('rows beyond one block keep their order', () => {
  const rows = Array.from({ length: 5000 }, (_, i): Row => [i, i % 3 === 0 ? null : 'x'.repeat(i % 20)]);
  assert.equal(decode(copyOf(rows), [1, 70_000, 70_001]).rows, rows);
});

test('a stream that ends in the middle of a row is no table', () => {
  const stream = copyOf([
    [1, 'one'],
    [2, 'two'],
  ]);
  for (let length = 0; length < stream.length; length++) {
    assert.throws(() => decode(stream.subarray(0, length), []), /ended in the middle/, String(length));
  }
});

test('a stream that is not a binary COPY, or has other columns, is refused', () => {
  assert.throws(() => decode(Buffer.alloc(100, 65), []), /not a binary COPY stream/);
  const wide = copyOf([[1, 'one']]);
  wide.writeInt16BE(3, 19);
  assert.throws(() => decode(wide, []), /3 fields where there are 2 columns/);
});

test('content differs wherever values do: moved text, NULL for empty, another row order', () => {
  const tables: readonly (readonly Row[])[] = [
    [
      [1, 'ab'],
      [2, 'c'],
    ],
    [
      [1, 'a'],
      [2, 'bc'],
    ],
    [
      [1, ''],
      [2, 'abc'],
    ],
    [
      [1, null],
      [2, 'abc'],
    ],
    [
      [2, 'c'],
      [1, 'ab'],
    ],
    [
      [0, null],
      [2, 'abc'],
    ],
    [
      [null, null],
      [2, 'abc'],
    ],
    [
      [1, 'ab'],
      [2, 'c'],
      [null, null],
    ],
    [],
  ];
  const digests = tables.map((rows) => decode(copyOf(rows), []).digest);
  assert.is(new Set(digests).size, digests.length);
});

test.run();
