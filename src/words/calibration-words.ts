import type { CalibratedGate, Calibration } from '../model/calibration.ts';
import { inflect } from './counted.ts';
import { formatNumber } from './format-value.ts';

/** `of 5 runs with other seeds 0 failed, 4 passed, 1 could not be told`. */
export function calibrationSentence({ metric, margin, failed, passed, cannotTell }: CalibratedGate): string {
  const runs = inflect(failed + passed + cannotTell, 'run');
  return `${metric}, margin ${formatNumber(margin)}: of ${runs} with other seeds ${failed} failed, ${passed} passed, ${cannotTell} could not be told`;
}

/** What the gate would catch, and whether it is too weak for its margin. */
export function calibrationRemark({ powerAtMargin, curve, margin }: CalibratedGate): string {
  const caught = curve.find(({ fails }) => fails >= 0.8);
  const weak = powerAtMargin < 0.5 ? '; weak at its margin' : '';
  const reach =
    caught === undefined
      ? `a drop of ${formatNumber(margin * 5)} is caught less than four times in five`
      : `a drop of ${formatNumber(caught.drop)} is caught ${formatNumber(caught.fails, 'percent')} of the time`;
  return `${reach}; a drop of the margin shows as one ${formatNumber(powerAtMargin, 'percent')} of the time${weak}`;
}

/** The whole calibration as lines. */
export function calibrationLines(calibration: Calibration): readonly string[] {
  return calibration.gates.flatMap((gate) => [calibrationSentence(gate), `  ${calibrationRemark(gate)}`]);
}
