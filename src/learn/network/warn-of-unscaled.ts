import type { FeatureMatrix } from './feature-matrix.ts';

/** Sizes of features that differ by more than this keep Adam from learning both. */
const MOST_TIMES = 1000;

/** Or a feature whose values lie this many of their deviations from 0. */
const MOST_DEVIATIONS = 100;

/** Tells of features whose sizes are too far apart, or too far from 0, to be learned from as they are. */
export function warnOfUnscaled(
  { rows, columns, values }: FeatureMatrix,
  { features, onWarning }: { features: readonly string[]; onWarning: (message: string) => void },
): void {
  const sizes = features.map((name, j) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      const value = values[i * columns + j]!;
      sum += value;
      squares += value * value;
    }
    const mean = sum / rows;
    return {
      name,
      mean,
      size: Math.sqrt(squares / rows),
      deviation: Math.sqrt(Math.max(0, squares / rows - mean ** 2)),
    };
  });
  const advice = 'scale them first: fitScaler on the training rows, applyScaler on all';
  const varying = sizes
    .filter(({ deviation, mean }) => deviation > 1e-6 * Math.abs(mean))
    .sort((a, b) => a.size - b.size);
  const least = varying[0];
  const most = varying.at(-1);
  if (least === undefined || most === undefined) return;
  if (most.size > MOST_TIMES * least.size) {
    const about = (size: number): number => Number(size.toPrecision(2));
    onWarning(
      `feature "${most.name}" is about ${about(most.size)} in size, "${least.name}" ${about(least.size)}; ${advice}`,
    );
    return;
  }
  const far = varying.find(({ mean, deviation }) => Math.abs(mean) > MOST_DEVIATIONS * deviation);
  if (far === undefined) return;
  const times = Math.round(Math.abs(far.mean) / far.deviation);
  onWarning(`feature "${far.name}" lies ${times} of its deviations from 0; ${advice}`);
}
