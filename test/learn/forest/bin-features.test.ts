import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { binFeatures } from '../../../src/learn/forest/bin-features.ts';

test('fewer values than bins keep a bin each, and bin 0 is for missing values', () => {
  const { bins, low, high } = binFeatures({ x: Float64Array.of(5, Number.NaN, -1, 5, 9) }, 256);
  assert.equal(new Uint8Array(bins), Uint8Array.of(2, 0, 1, 2, 3));
  assert.equal(low[0]?.slice(1), Float64Array.of(-1, 5, 9));
  assert.equal(high[0]?.slice(1), Float64Array.of(-1, 5, 9));
});

test('bins hold about equal numbers of rows in the middle, though one value be frequent', () => {
  const random = randomFrom(1);
  const x = Float64Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? 0.5 : random()));
  const rows = rowsPerBin(x);
  const frequent = rows.indexOf(Math.max(...rows));
  assert.ok(
    rows[frequent]! >= 10_000 && rows[frequent]! < 10_300,
    `the frequent value's bin: ${rows[frequent]}`,
  );
  const middle = rows.filter((_, bin) => bin > 60 && bin < rows.length - 60 && bin !== frequent);
  assert.ok(
    Math.max(...middle) <= 1.1 * Math.min(...middle),
    `${Math.min(...middle)} to ${Math.max(...middle)}`,
  );
});

test('towards both ends bins hold ever fewer rows, down to one', () => {
  const random = randomFrom(4);
  const rows = rowsPerBin(Float64Array.from({ length: 50_000 }, random));
  assert.ok(rows.length >= 240, `${rows.length} bins`);
  for (const tail of [rows.slice(0, 48), rows.slice(-48).reverse()]) {
    assert.equal(tail.slice(0, 4), [1, 1, 1, 1]);
    tail.slice(1).forEach((count, i) => {
      if (count < 0.7 * tail[i]! - 1) assert.unreachable(`${tail}`);
    });
  }
});

function rowsPerBin(x: Float64Array): number[] {
  const { bins, low } = binFeatures({ x }, 256);
  const rows = new Array<number>(low[0]!.length - 1).fill(0);
  for (const bin of new Uint8Array(bins)) rows[bin - 1]!++;
  return rows;
}

test('above 200,000 rows, too, no row is outside the range of its bin', () => {
  const random = randomFrom(2);
  const x = Float32Array.from({ length: 450_001 }, () => random() ** 8);
  const { bins, low, high } = binFeatures({ x }, 17);
  const bin = new Uint8Array(bins);
  for (let i = 0; i < x.length; i++) {
    if (!(x[i]! >= low[0]![bin[i]!]! && x[i]! <= high[0]![bin[i]!]!)) assert.unreachable(`row ${i}`);
  }
});

test('for any values and any number of bins, bins are in the order of values and do not overlap', () => {
  const values = fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(values, fc.integer({ min: 3, max: 256 }), (numbers, maxBins) => {
      const x = Float64Array.from(numbers);
      const { bins, low, high } = binFeatures({ x }, maxBins);
      const bin = new Uint8Array(bins);
      for (let b = 1; b < low[0]!.length; b++) {
        if (low[0]![b]! > high[0]![b]!) return false;
        if (b > 1 && !(high[0]![b - 1]! < low[0]![b]!)) return false;
      }
      return (
        low[0]!.length <= maxBins &&
        numbers.every((value, i) =>
          Number.isNaN(value)
            ? bin[i] === 0
            : bin[i]! > 0 && value >= low[0]![bin[i]!]! && value <= high[0]![bin[i]!]!,
        )
      );
    }),
  );
});

test.run();
