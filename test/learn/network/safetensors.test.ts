import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeSafetensors, encodeSafetensors } from '../../../src/learn/network/safetensors.ts';

const tensors = [
  { name: 'b', shape: [2], values: Float32Array.of(1, -2) },
  { name: 'a', shape: [1, 3], values: Float32Array.of(0.5, 0, 3) },
];

function fileOf(header: unknown, data: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 8);
  return file;
}

test('a file is the header length, the header in the order of names, padding to 8, and little-endian values', () => {
  const file = encodeSafetensors(tensors);
  const header =
    '{"a":{"dtype":"F32","shape":[1,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  assert.is(new DataView(file.buffer).getBigUint64(0, true), BigInt(padded.length));
  assert.is(new TextDecoder().decode(file.subarray(8, 8 + padded.length)), padded);
  assert.is(
    Buffer.from(file.subarray(8 + padded.length)).toString('hex'),
    '0000003f' + '00000000' + '00004040' + '0000803f' + '000000c0',
  );
});

test('any tensors come back as they were, and in any order give the same bytes', () => {
  const tensor = fc
    .record({
      name: fc.string().filter((name) => name !== '__metadata__'),
      rows: fc.nat(4),
      columns: fc.nat(4),
    })
    .chain(({ name, rows, columns }) =>
      fc
        .array(fc.float({ noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ name, shape: [rows, columns], values: Float32Array.from(values) })),
    );
  fc.assert(
    fc.property(fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 }), (list) => {
      const file = encodeSafetensors(list);
      const read = decodeSafetensors(file);
      assert.is(read.size, list.length);
      for (const one of list) assert.equal(read.get(one.name), one);
      assert.equal(encodeSafetensors([...list].reverse()), file);
    }),
  );
});

test('two tensors of one name, and values that do not fill their shape, are refused', () => {
  assert.throws(() => encodeSafetensors([tensors[0] as never, tensors[0] as never]), /"b" is taken/);
  assert.throws(
    () => encodeSafetensors([{ name: 'a', shape: [2, 2], values: new Float32Array(3) }]),
    /"a" has 3 values for the shape \[2, 2\]/,
  );
});

test('a file that is cut off anywhere, or goes on after its end, is an error', () => {
  const file = encodeSafetensors(tensors);
  for (let length = 0; length < file.length; length++) {
    assert.throws(
      () => decodeSafetensors(file.subarray(0, length)),
      /not a whole safetensors file/,
      `${length}`,
    );
  }
  const longer = new Uint8Array(file.length + 4);
  longer.set(file);
  assert.throws(() => decodeSafetensors(longer), /4 bytes after the last tensor belong to none/);
});

test('a header that lies is refused with what is wrong, without memory for what it claims', () => {
  const entry = (dtype: unknown, shape: unknown, offsets: unknown): object => ({
    t: { dtype, shape, data_offsets: offsets },
  });
  const cases: readonly [unknown, number, RegExp][] = [
    ['[1]', 0, /does not begin with "\{"/],
    ['{"t":', 0, /not JSON in UTF-8/],
    [{ t: 3 }, 0, /not described by an object/],
    [entry('F64', [1], [0, 8]), 8, /type "F64"; F32 is read/],
    [entry('F32', [-1], [0, 4]), 4, /no shape of whole numbers/],
    [entry('F32', [1.5], [0, 6]), 6, /no shape of whole numbers/],
    [entry('F32', [1], [0]), 4, /no pair of data offsets/],
    [entry('F32', [2], [0, 4]), 4, /has 4 bytes for the shape \[2\] of 8/],
    [entry('F32', [1], [4, 0]), 4, /has -4 bytes/],
    [entry('F32', [2 ** 40], [0, 2 ** 42]), 4, /the file is cut off/],
    [entry('F32', [2 ** 40, 2 ** 40], [0, 4]), 4, /for the shape/],
    [entry('F32', [1], [4, 8]), 8, /begins at byte 4, where the one before ends at 0/],
    [
      { ...entry('F32', [1], [0, 4]), u: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } },
      4,
      /begins at byte 0/,
    ],
  ];
  for (const [header, data, message] of cases) {
    assert.throws(() => decodeSafetensors(fileOf(header, data)), message, JSON.stringify(header));
  }
  const huge = new Uint8Array(16).fill(0xff);
  assert.throws(() => decodeSafetensors(huge), /claims more than the 100000000 bytes/);
});

test('whatever the bytes, reading gives tensors or an Error, never anything else', () => {
  const file = encodeSafetensors(tensors);
  const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(edits, (changes) => {
      const changed = file.slice();
      for (const [at, byte] of changes) changed[at] = byte;
      try {
        for (const { shape, values } of decodeSafetensors(changed).values()) {
          assert.is(
            shape.reduce((product, length) => product * length, 1),
            values.length,
          );
        }
      } catch (error) {
        assert.match((error as Error).message, /safetensors file/);
      }
    }),
    { numRuns: 3000 },
  );
});

test.run();
