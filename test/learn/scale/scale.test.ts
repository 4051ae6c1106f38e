import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { applyImputer } from '../../../src/learn/scale/apply-imputer.ts';
import { applyScaler } from '../../../src/learn/scale/apply-scaler.ts';
import { fitImputer } from '../../../src/learn/scale/fit-imputer.ts';
import { fitScaler, type ScalerKind } from '../../../src/learn/scale/fit-scaler.ts';
import { readImputer } from '../../../src/learn/scale/read-imputer.ts';
import { readScaler } from '../../../src/learn/scale/read-scaler.ts';

const test = suite('scalers and imputers');
const kinds: ScalerKind[] = ['min-max', 'min-max-symmetric', 'standard', 'robust'];
const column = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 })
  .map((values) => Float64Array.from(values));
const all = (values: Float64Array) => Array.from(values.keys());

test('what a kind promises holds on the rows it was fitted on', () => {
  fc.assert(
    fc.property(column, (x) => {
      fc.pre(Math.max(...x) - Math.min(...x) > 1e-3);
      const scaled = (kind: ScalerKind) =>
        Array.from(applyScaler(fitScaler({ features: { x }, rows: all(x), kind }), { x }).x ?? []);
      const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} instead of ${b}`);
      near(Math.min(...scaled('min-max')), 0);
      near(Math.max(...scaled('min-max')), 1);
      near(Math.min(...scaled('min-max-symmetric')), -1);
      near(Math.max(...scaled('min-max-symmetric')), 1);
      const standard = scaled('standard');
      near(standard.reduce((sum, v) => sum + v, 0) / x.length, 0);
      near(standard.reduce((sum, v) => sum + v * v, 0) / x.length, 1);
      const robust = scaled('robust').sort((a, b) => a - b);
      near((robust[Math.floor((x.length - 1) / 2)]! + robust[Math.ceil((x.length - 1) / 2)]!) / 2, 0);
    }),
  );
});

test('only training rows decide the state', () => {
  fc.assert(
    fc.property(column, fc.constantFrom(...kinds), fc.double(), (x, kind, other) => {
      const rows = all(x).slice(0, Math.ceil(x.length / 2));
      const changed = x.map((value, row) => (row < rows.length ? value : other));
      assert.equal(
        fitScaler({ features: { x: changed }, rows, kind }),
        fitScaler({ features: { x }, rows, kind }),
      );
    }),
  );
});

test('a constant column is never divided by zero', () => {
  const x = new Float64Array(5).fill(0.1);
  const scaled = (kind: ScalerKind) =>
    applyScaler(fitScaler({ features: { x }, rows: [0, 1, 2], kind }), { x }).x?.[4];
  assert.equal(kinds.map(scaled), [0, -1, 0, 0]);
});

test('missing values are left aside in fitting and stay missing', () => {
  const x = Float64Array.of(Number.NaN, 0, 10);
  const state = fitScaler({ features: { x }, rows: [0, 1, 2], kind: 'min-max' });
  assert.equal(Array.from(applyScaler(state, { x }).x ?? []), [Number.NaN, 0, 1]);
});

test('a state is canonical JSON, and read back scales to the same bytes', () => {
  const features = { b: Float64Array.of(1, 2, 4, 8), a: Int32Array.of(5, 6, 7, 9) };
  for (const kind of kinds) {
    const state = fitScaler({ features, rows: [0, 1, 2], kind });
    const again = readScaler(JSON.parse(canonicalJson(state)));
    assert.is(canonicalJson(again), canonicalJson(state));
    assert.equal(applyScaler(again, features), applyScaler(state, features));
    assert.equal(Object.keys(applyScaler(again, { ...features, extra: features.a })), ['b', 'a']);
  }
});

test('a damaged state is refused', () => {
  const state = fitScaler({ features: { x: Float64Array.of(1, 2) }, rows: [0, 1], kind: 'standard' });
  const x = state.columns[0]!;
  assert.throws(() => readScaler(null), /not a scaler/);
  assert.throws(() => readScaler({ ...state, schema: 'labbook.scaler/9' }), /not a scaler/);
  assert.throws(() => readScaler({ ...state, kind: 'log' }), /no scaler of kind "log"/);
  assert.throws(() => readScaler({ ...state, columns: {} }), /no `columns`/);
  assert.throws(
    () => readScaler({ ...state, columns: [x, x] }),
    /column 1 of the scaler has no name of its own/,
  );
  assert.throws(() => readScaler({ ...state, columns: [{ ...x, scale: 0 }] }), /"x" needs finite/);
  assert.throws(() => readScaler({ ...state, columns: [null] }), /column 0/);
});

test('imputers fill in what training rows say, or one number', () => {
  const x = Float64Array.of(1, Number.NaN, 2, 6, 1000);
  const features = { x };
  const filled = (options: { kind: 'mean' | 'median' | 'constant'; value?: number }) =>
    applyImputer(fitImputer({ features, rows: [0, 1, 2, 3], ...options }), features).x?.[1];
  assert.is(filled({ kind: 'mean' }), 3);
  assert.is(filled({ kind: 'median' }), 2);
  assert.is(filled({ kind: 'constant', value: -1 }), -1);
  assert.throws(() => filled({ kind: 'constant' }), /`value` goes with the kind "constant"/);
  assert.throws(() => filled({ kind: 'mean', value: 3 }), /`value` goes with the kind "constant"/);
});

test('an imputer is read back from JSON, and a damaged one refused', () => {
  const state = fitImputer({ features: { x: Float64Array.of(1, 2) }, rows: [0, 1], kind: 'mean' });
  assert.equal(readImputer(JSON.parse(canonicalJson(state))), state);
  assert.throws(() => readImputer([]), /not an imputer/);
  assert.throws(() => readImputer({ ...state, kind: 'mode' }), /no imputer of kind "mode"/);
  assert.throws(() => readImputer({ ...state, columns: null }), /no `columns`/);
  assert.throws(() => readImputer({ ...state, columns: [{ name: 'x', value: '1' }] }), /"x" needs a finite/);
  const twice = [...state.columns, ...state.columns];
  assert.throws(() => readImputer({ ...state, columns: twice }), /column 1 of the imputer/);
});

test('what cannot be fitted is refused by name', () => {
  const fit = (x: Float64Array | string[], rows: number[]) => () =>
    fitScaler({ features: { x }, rows, kind: 'standard' });
  assert.throws(fit(Float64Array.of(1), []), /no training rows/);
  assert.throws(fit(Float64Array.of(Number.NaN, 1), [0]), /column "x" has no value in the training rows/);
  assert.throws(fit(Float64Array.of(1, Number.POSITIVE_INFINITY), [0, 1]), /column "x" is Infinity in row 1/);
  assert.throws(fit(['a'], [0]), /column "x" holds text/);
  assert.throws(fit(Float64Array.of(1), [3]), /no row 3 in column "x"/);
});

test.run();
