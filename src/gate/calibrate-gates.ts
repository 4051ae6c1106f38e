import type { CalibratedGate } from '../model/calibration.ts';
import type { GateReport } from '../model/gate-report.ts';
import { chanceToFail, chanceToPass, powerAtMargin } from './power.ts';

/** Points of a power curve, in margins. */
const points = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5];

/**
 * What the reports of runs that are equally good, one a seed, say of each margin: how it came out, and by the
 * spread of their differences the chance to fail and to pass at each true drop. The spread is the larger of what
 * the rows give and what the runs show.
 */
export function calibrateGates(reports: readonly GateReport[]): readonly CalibratedGate[] {
  const judged = reports.flatMap(({ verdicts }) =>
    verdicts.flatMap(({ check, metric, state, facts }) =>
      check === 'margin' && metric !== null && facts.kind === 'margin' ? [{ metric, state, facts }] : [],
    ),
  );
  return [...new Set(judged.map(({ metric }) => metric))].map((metric): CalibratedGate => {
    const own = judged.filter((one) => one.metric === metric);
    const count = (state: string) => own.filter((one) => one.state === state).length;
    const margin = own[0]?.facts.margin ?? 0;
    const quantile = own[0]?.facts.difference.quantile ?? 1.96;
    const byRows = mean(own.map(({ facts }) => facts.difference.standardError));
    const bySeeds = deviation(own.map(({ facts }) => facts.difference.estimate));
    const standardError = Math.max(byRows, bySeeds);
    const error = { margin, standardError, quantile };
    return {
      metric,
      margin,
      failed: count('failed'),
      passed: count('passed'),
      cannotTell: count('cannot-tell'),
      standardError,
      powerAtMargin: powerAtMargin(error),
      curve: points.map((times) => {
        const drop = times * margin;
        return { drop, fails: chanceToFail(drop, error), passes: chanceToPass(drop, error) };
      }),
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
