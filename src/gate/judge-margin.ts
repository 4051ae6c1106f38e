import { normalProbability } from '../learn/metrics/normal-probability.ts';
import { holm } from '../learn/uncertainty/holm.ts';
import type { MarginJudgement, RunsDifference } from '../model/gate-report.ts';
import { powerAtMargin, smallestDrop } from './power.ts';

/**
 * Non-inferiority, margin by margin: passed where the interval of the difference lies above −margin, failed
 * where it lies below it and the one-sided p, corrected for all margins, is small too; else it cannot be told.
 * Identical predictions (`isAlike`) pass. Holm, "A simple sequentially rejective multiple test procedure", 1979;
 * passing needs no correction, since all have to pass (Berger, 1982).
 */
export function judgeMargins(
  asked: readonly {
    readonly margin: number;
    readonly difference: RunsDifference;
    readonly isAlike: boolean;
  }[],
  { alpha = 0.025 }: { readonly alpha?: number } = {},
): readonly MarginJudgement[] {
  const told = asked.map(({ difference, isAlike }) =>
    isAlike ? difference : withoutFalseCertainty(difference),
  );
  const ps = told.map((difference, i) => pOf(difference, asked[i]?.margin ?? 0));
  const adjusted = holm(ps);
  return asked.map(({ margin, isAlike }, i): MarginJudgement => {
    const difference = told[i] as RunsDifference;
    const [p, adjustedP] = [ps[i] ?? 1, adjusted[i] ?? 1];
    const error = { margin, standardError: difference.standardError, quantile: difference.quantile };
    const isFailed = !isAlike && difference.high < -margin && adjustedP <= alpha;
    const isPassed = isAlike || difference.low > -margin;
    return {
      state: isPassed ? 'passed' : isFailed ? 'failed' : 'cannot-tell',
      margin,
      difference,
      p,
      adjustedP,
      powerAtMargin: isAlike ? 1 : powerAtMargin(error),
      smallestDrop: smallestDrop(error),
      rowsToSettle: rowsToSettle(margin, difference),
      seedsToSettle: seedsToSettle(margin, difference),
    };
  });
}

/**
 * Rows without any flip do not prove that there is none: with n independent blocks and no event the rate is
 * below 1 − 0.025^(1/n), for certain enough (Clopper and Pearson, 1934).
 */
function withoutFalseCertainty(difference: RunsDifference): RunsDifference {
  if (!difference.isDegenerate) return difference;
  const blocks = difference.units / difference.blockLength;
  const reach = 1 - 0.025 ** (1 / blocks);
  const { estimate } = difference;
  return {
    ...difference,
    low: estimate - reach,
    high: estimate + reach,
    standardError: reach / difference.quantile,
    rowError: reach / difference.quantile,
  };
}

/** One-sided p of "the drop is at most the margin"; Student's t by Abramowitz and Stegun, 26.7.8. */
function pOf({ estimate, standardError, degreesOfFreedom }: RunsDifference, margin: number): number {
  if (Number.isNaN(estimate)) return 1;
  const below = -margin - estimate;
  if (standardError === 0) return below > 0 ? 0 : 1;
  const t = below / standardError;
  const z = Number.isFinite(degreesOfFreedom)
    ? (t * (1 - 1 / (4 * degreesOfFreedom))) / Math.sqrt(1 + t ** 2 / (2 * degreesOfFreedom))
    : t;
  return 1 - normalProbability(z);
}

/** A share of the error that goes by 1/√rows; what is left of it goes by seeds. */
function rowsToSettle(
  margin: number,
  { estimate, rowError, seedError, quantile, rows }: RunsDifference,
): number | null {
  const wanted = (Math.abs(estimate + margin) / quantile) ** 2 - seedError ** 2;
  if (!(wanted > 0) || rowError === 0) return null;
  const needed = Math.ceil((rows * rowError ** 2) / wanted);
  return Number.isFinite(needed) && needed < 1e9 ? Math.max(rows, needed) : null;
}

function seedsToSettle(margin: number, difference: RunsDifference): number | null {
  const { estimate, rowError, seedError, quantile, runs } = difference;
  const wanted = (Math.abs(estimate + margin) / quantile) ** 2 - rowError ** 2;
  if (!(wanted > 0) || seedError === 0) return null;
  // Both sides' means have a share of the error; the candidate's is the one that more seeds lessen.
  const oneRun = seedError ** 2 / (1 / runs.candidate + 1 / runs.baseline);
  const left = wanted / oneRun - 1 / runs.baseline;
  if (!(left > 0)) return null;
  return Math.max(runs.candidate, Math.ceil(1 / left));
}
