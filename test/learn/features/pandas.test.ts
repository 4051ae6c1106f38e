import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asOfRows } from '../../../src/learn/features/as-of-join.ts';
import { difference } from '../../../src/learn/features/difference.ts';
import { exponentialMean } from '../../../src/learn/features/exponential-mean.ts';
import { lag } from '../../../src/learn/features/lag.ts';
import { logReturn } from '../../../src/learn/features/log-return.ts';
import { percentChange } from '../../../src/learn/features/percent-change.ts';
import { rank } from '../../../src/learn/features/rank.ts';
import { rollingDeviation } from '../../../src/learn/features/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/learn/features/rolling-extremes.ts';
import { rollingRank } from '../../../src/learn/features/rolling-rank.ts';
import { rollingSlope } from '../../../src/learn/features/rolling-slope.ts';
import { rollingMean, rollingSum } from '../../../src/learn/features/rolling-sum.ts';
import { applyScaler } from '../../../src/learn/scale/apply-scaler.ts';
import { fitScaler, type ScalerKind } from '../../../src/learn/scale/fit-scaler.ts';
import { forwardFill } from '../../../src/learn/scale/forward-fill.ts';

const test = suite('agreement with pandas and numpy');

/** JSON has neither NaN (null) nor infinity (text). */
type Numbers = (number | string | null)[];
interface Times {
  readonly time: number[];
  readonly key: string[];
}
const fixture = JSON.parse(readFileSync(new URL('./fixtures/pandas.json', import.meta.url), 'utf8')) as {
  window: number;
  group: string[];
  input: Record<'value' | 'tied', Numbers>;
  answers: Record<'value' | 'tied', Record<string, Numbers>>;
  asOf: { decisions: Times; facts: Times; answers: Record<'latest' | 'recent' | 'strict', Numbers> };
  scaled: Record<ScalerKind, Numbers> & { trainRows: number };
};

const asColumn = (values: Numbers): Float64Array =>
  Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));

function assertAgrees(found: ArrayLike<number>, expected: Numbers): void {
  assert.is(found.length, expected.length);
  for (const [row, answer] of asColumn(expected).entries()) {
    const value = found[row]!;
    const isSame =
      Object.is(value, answer) || Math.abs(value - answer) <= 1e-9 * Math.max(1, Math.abs(answer));
    assert.ok(isSame, `row ${row}: ${value}, where pandas has ${answer}`);
  }
}

const { group: groups, window } = fixture;
const verbs: Record<string, (values: Float64Array) => Float64Array> = {
  rollingSum: (values) => rollingSum(values, { window, groups }),
  rollingMean: (values) => rollingMean(values, { window, groups }),
  rollingDeviation: (values) => rollingDeviation(values, { window, groups }),
  rollingMin: (values) => rollingMin(values, { window, groups }),
  rollingMax: (values) => rollingMax(values, { window, groups }),
  rollingRank: (values) => rollingRank(values, { window, groups }),
  rollingSlope: (values) => rollingSlope(values, { window, groups }),
  exponentialMeanSpan: (values) => exponentialMean(values, { span: 9, groups }),
  exponentialMeanHalfLife: (values) => exponentialMean(values, { halfLife: 3, groups }),
  exponentialMeanRecursive: (values) => exponentialMean(values, { alpha: 0.2, isAdjusted: false, groups }),
  lag: (values) => lag(values, { by: 2, groups }),
  difference: (values) => difference(values, { by: 2, groups }),
  percentChange: (values) => percentChange(values, { by: 2, groups }),
  logReturn: (values) => logReturn(values, { by: 2, groups }),
  rank: (values) => rank(values, { groups }),
  rankFraction: (values) => rank(values, { groups, isFraction: true }),
  forwardFill: (values) => forwardFill(values, { groups, limit: 1 }),
};

for (const column of ['value', 'tied'] as const) {
  for (const [name, verb] of Object.entries(verbs)) {
    test(`${name} of ${column} agrees to 1e-9`, () => {
      assertAgrees(verb(asColumn(fixture.input[column])), fixture.answers[column][name] ?? []);
    });
  }
}

test('every answer in the fixture is checked', () => {
  assert.equal(Object.keys(fixture.answers.value).sort(), Object.keys(verbs).sort());
});

test('an as-of join takes the rows that merge_asof takes', () => {
  const { decisions, facts, answers } = fixture.asOf;
  const question = {
    decidedAt: Float64Array.from(decisions.time),
    keys: decisions.key,
    availableAt: Float64Array.from(facts.time),
    factKeys: facts.key,
  };
  const expected = (name: keyof typeof answers) => answers[name].map((row) => row ?? -1);
  assert.equal(Array.from(asOfRows(question)), expected('latest'));
  assert.equal(Array.from(asOfRows({ ...question, maxAgeMs: 50 })), expected('recent'));
  assert.equal(Array.from(asOfRows({ ...question, isStrict: true })), expected('strict'));
  assert.not.equal(expected('latest'), expected('strict'));
});

for (const kind of ['standard', 'robust', 'min-max', 'min-max-symmetric'] as const) {
  test(`a ${kind} scaler fitted on the first rows agrees to 1e-9`, () => {
    const features = { value: asColumn(fixture.input.value) };
    const rows = Array.from({ length: fixture.scaled.trainRows }, (_, row) => row);
    assertAgrees(
      applyScaler(fitScaler({ features, rows, kind }), features).value ?? [],
      fixture.scaled[kind],
    );
  });
}

test.run();
