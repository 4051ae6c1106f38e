import type { CalibrationMap } from './calibration-state.ts';
import { logOdds } from './log-odds.ts';

/**
 * The sigmoid of log-odds that makes the targets likeliest, by Newton's method; targets are drawn in from 0 and 1
 * by one row's worth, as Platt proposes against overfitting (Lin, Lin and Weng, 2007, for the descent).
 */
export function sigmoidFit(scores: Float64Array, isOwn: readonly boolean[]): CalibrationMap {
  const own = isOwn.filter(Boolean).length;
  const high = (own + 1) / (own + 2);
  const low = 1 / (isOwn.length - own + 2);
  const x = scores.map(logOdds);
  const target = Float64Array.from(isOwn, (is) => (is ? high : low));
  let slope = 1;
  let intercept = 0;
  let loss = lossAt(slope, intercept);
  for (let turn = 0; turn < 100; turn++) {
    let gs = 0;
    let gi = 0;
    let hss = 1e-12;
    let hsi = 0;
    let hii = 1e-12;
    for (let row = 0; row < x.length; row++) {
      const p = 1 / (1 + Math.exp(-(slope * x[row]! + intercept)));
      const error = p - target[row]!;
      const curve = p * (1 - p);
      gs += error * x[row]!;
      gi += error;
      hss += curve * x[row]! ** 2;
      hsi += curve * x[row]!;
      hii += curve;
    }
    const determinant = hss * hii - hsi * hsi;
    if (Math.max(Math.abs(gs), Math.abs(gi)) < 1e-9 * x.length || !(determinant > 0)) break;
    const stepSlope = (hii * gs - hsi * gi) / determinant;
    const stepIntercept = (hss * gi - hsi * gs) / determinant;
    // A whole step may overshoot: halve it until the loss falls.
    let share = 1;
    while (share > 1e-10 && !(lossAt(slope - share * stepSlope, intercept - share * stepIntercept) < loss))
      share /= 2;
    if (share <= 1e-10) break;
    slope -= share * stepSlope;
    intercept -= share * stepIntercept;
    loss = lossAt(slope, intercept);
  }
  return { kind: 'platt', slope, intercept };

  function lossAt(a: number, b: number): number {
    let sum = 0;
    for (let row = 0; row < x.length; row++) {
      const score = a * x[row]! + b;
      sum += Math.max(score, 0) - target[row]! * score + Math.log1p(Math.exp(-Math.abs(score)));
    }
    return sum;
  }
}
