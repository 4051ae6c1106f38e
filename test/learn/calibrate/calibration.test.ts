import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { applyCalibration } from '../../../src/learn/calibrate/apply-calibration.ts';
import type { CalibrationKind } from '../../../src/learn/calibrate/calibration-state.ts';
import { fitCalibration } from '../../../src/learn/calibrate/fit-calibration.ts';
import { readCalibration } from '../../../src/learn/calibrate/read-calibration.ts';
import { calibration } from '../../../src/learn/metrics/calibration.ts';

const classes = ['no', 'yes'];

/** Rows whose model is twice as sure as it should be, by log-odds. */
function overconfident(rows: number, seed: number) {
  const random = randomFrom(seed);
  const odds = Array.from({ length: rows }, () => 6 * random() - 3);
  const labels = odds.map((o) => (random() < 1 / (1 + Math.exp(-o)) ? 'yes' : 'no'));
  const yes = Float64Array.from(odds, (o) => 1 / (1 + Math.exp(-2 * o)));
  return { labels, probabilities: { no: yes.map((p) => 1 - p), yes } };
}

const part = overconfident(3000, 1);
const held = overconfident(6000, 2);

for (const kind of ['platt', 'isotonic'] as const) {
  test(`${kind} makes probabilities of unseen rows mean what they say`, () => {
    const state = fitCalibration({ ...part, classes, kind });
    const after = applyCalibration(readCalibration(JSON.parse(JSON.stringify(state))), held.probabilities);
    const error = (probabilities: Record<string, Float64Array>) =>
      calibration({ actual: held.labels, probabilities, classes }).top.ece;
    assert.ok(error(held.probabilities) > 0.06, `before ${error(held.probabilities)}`);
    assert.ok(error(after) < 0.025, `after ${error(after)}`);
    for (const [row, p] of after.no!.entries()) assert.ok(Math.abs(p + after.yes![row]! - 1) < 1e-12);
  });
}

test('platt halves the log-odds that were doubled', () => {
  const { maps } = fitCalibration({ ...part, classes, kind: 'platt' });
  const map = maps[1]!;
  assert.ok(map.kind === 'platt' && Math.abs(map.slope - 0.5) < 0.05 && Math.abs(map.intercept) < 0.1);
});

test('isotonic pools what does not rise, and is level beyond its points', () => {
  const probabilities = { no: Float64Array.of(0.9, 0.8, 0.7, 0.6), yes: Float64Array.of(0.1, 0.2, 0.3, 0.4) };
  const labels = ['no', 'yes', 'no', 'yes'];
  const state = fitCalibration({ probabilities, labels, classes, kind: 'isotonic' });
  assert.equal(state.maps[1], { kind: 'isotonic', x: [0.1, 0.2, 0.3, 0.4], y: [0, 0.5, 0.5, 1] });
  const asked = [0, 0.25, 0.35, 1];
  const { yes } = applyCalibration(state, {
    no: Float64Array.from(asked, (p) => 1 - p),
    yes: Float64Array.from(asked),
  });
  assert.ok(
    yes!.every((p, i) => Math.abs(p - [0, 0.5, 0.75, 1][i]!) < 1e-9),
    `${yes}`,
  );
});

test('probabilities of 0 and 1, and three classes, come out as shares', () => {
  const three = ['a', 'b', 'c'];
  const random = randomFrom(5);
  const labels = Array.from({ length: 300 }, (_, row) => three[row % 3]!);
  const column = (name: string) =>
    Float64Array.from(labels, (label) => (random() < 0.1 ? 0.5 : Number(label === name)));
  const probabilities = Object.fromEntries(three.map((name) => [name, column(name)]));
  for (const kind of ['platt', 'isotonic'] satisfies CalibrationKind[]) {
    const after = applyCalibration(
      fitCalibration({ probabilities, labels, classes: three, kind }),
      probabilities,
    );
    labels.forEach((_, row) => {
      const sum = Object.values(after).reduce((total, column) => total + column[row]!, 0);
      assert.ok(Math.abs(sum - 1) < 1e-12);
    });
  }
});

test('rows that nothing can be calibrated on are refused', () => {
  const fit = (change: object) => () => fitCalibration({ ...part, classes, kind: 'platt', ...change });
  assert.throws(fit({ labels: part.labels.map(() => 'no') }), /3000 of 3000 rows are of class "no"/);
  assert.throws(fit({ labels: ['no'] }), /3000 probabilities for 1 labels/);
  assert.throws(fit({ probabilities: { no: new Float64Array(3000) } }), /no probabilities of "yes"/);
  assert.throws(() => readCalibration({ schema: 'labbook.calibration/1' }), /not a calibration/);
});

test.run();
