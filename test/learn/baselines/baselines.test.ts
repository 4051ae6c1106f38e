import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { classPriorBaseline } from '../../../src/learn/baselines/class-prior-baseline.ts';
import { lastMaturedLabel } from '../../../src/learn/baselines/last-matured-label.ts';
import { majorityBaseline } from '../../../src/learn/baselines/majority-baseline.ts';
import { momentumBaseline } from '../../../src/learn/baselines/momentum-baseline.ts';
import { skill } from '../../../src/learn/baselines/skill.ts';
import { logLoss } from '../../../src/learn/metrics/log-loss.ts';

const classes = ['sell', 'hold', 'buy'];

test('the majority of the training labels is predicted, the first class among equals', () => {
  const majority = majorityBaseline({ trained: ['buy', 'hold', 'buy'], classes }, { rows: 2 });
  assert.equal(majority.predicted, ['buy', 'buy']);
  assert.equal([...majority.probabilities!.buy!], [1, 1]);
  assert.equal(majorityBaseline({ trained: ['buy', 'hold'], classes }, { rows: 1 }).predicted, ['hold']);
});

test('the class prior gives the training shares, whose log-loss on these labels is their entropy', () => {
  const trained = ['buy', 'hold', 'buy', 'sell'];
  const prior = classPriorBaseline({ trained, classes }, { rows: 4 });
  const loss = logLoss({ actual: trained, classes, probabilities: prior.probabilities! });
  assert.ok(Math.abs(loss - 1.5 * Math.LN2) < 1e-12);
});

test('the last matured label is that of the last label known when the decision falls', () => {
  const history = {
    group: ['A', 'A', 'A', 'B'],
    at: [0, 1, 2, 0],
    until: [7, 8, 9, 7],
    label: ['buy', 'sell', 'buy', 'hold'],
  };
  const rows = { group: ['A', 'A', 'A', 'B', 'C'], at: [6, 7, 8, 20, 20] };
  const baseline = lastMaturedLabel({ history, rows }, { classes, fallback: 'hold' });
  assert.equal(baseline.predicted, ['hold', 'buy', 'sell', 'hold', 'hold']);
  assert.is(baseline.fallbackRows, 2);
});

test('no row is ever predicted by a label that it could not know, its own least of all', () => {
  const history = fc.array(fc.tuple(fc.nat(20), fc.nat(5), fc.constantFrom(...classes)), { maxLength: 30 });
  fc.assert(
    fc.property(history, (labels) => {
      const at = labels.map(([start]) => start);
      const until = labels.map(([start, length]) => start + length);
      const label = labels.map(([, , name]) => name);
      const { predicted, fallbackRows } = lastMaturedLabel(
        { history: { at, until, label }, rows: { at } },
        { classes, fallback: 'hold' },
      );
      let fallbacks = 0;
      for (const [row, decision] of at.entries()) {
        const known = labels.map((_, i) => i).filter((i) => until[i]! <= decision && at[i]! < decision);
        known.sort((a, b) => until[a]! - until[b]! || at[a]! - at[b]! || a - b);
        const last = known.at(-1);
        if (last === undefined) fallbacks++;
        assert.is(predicted[row], last === undefined ? 'hold' : label[last]);
      }
      assert.is(fallbackRows, fallbacks);
    }),
  );
});

test('momentum goes with the past return beyond the threshold, and counts what is missing', () => {
  const { predicted, fallbackRows } = momentumBaseline(
    Float64Array.of(0.03, 0.02, -0.021, -0.02, Number.NaN),
    {
      threshold: 0.02,
      classes: { up: 'buy', flat: 'hold', down: 'sell' },
    },
  );
  assert.equal(predicted, ['buy', 'hold', 'sell', 'hold', 'hold']);
  assert.is(fallbackRows, 1);
  assert.throws(
    () =>
      momentumBaseline(Float64Array.of(0), {
        threshold: -1,
        classes: { up: 'buy', flat: 'hold', down: 'sell' },
      }),
    /threshold is -1/,
  );
});

test('skill is 1 for the perfect score, 0 for the baseline, and has no value where there is nothing to gain', () => {
  assert.is(skill({ score: 1, baseline: 0.4 }), 1);
  assert.is(skill({ score: 0.4, baseline: 0.4 }), 0);
  assert.is(skill({ score: 0.15, baseline: 0.3 }, { perfect: 0 }), 0.5);
  assert.ok(Number.isNaN(skill({ score: 1, baseline: 1 })));
});

test('labels and fallbacks outside the classes, and groups on one side only, are errors', () => {
  const rows = { at: [1] };
  const history = { at: [0], until: [1], label: ['bye'] };
  assert.throws(
    () => lastMaturedLabel({ history, rows }, { classes, fallback: 'hold' }),
    /unknown label "bye"/,
  );
  assert.throws(() => lastMaturedLabel({ history, rows }, { classes, fallback: 'bye' }), /fallback .*"bye"/);
  assert.throws(
    () => lastMaturedLabel({ history, rows: { at: [1], group: ['A'] } }, { classes, fallback: 'hold' }),
    /both have a group, or neither/,
  );
  assert.throws(() => majorityBaseline({ trained: [], classes }, { rows: 1 }), /training labels has no rows/);
});

test.run();
