import type { BootstrapInterval } from '../../learn/uncertainty/bootstrap.ts';
import type { MetricComparison, TestSetRelation, Verdict } from '../../model/comparison.ts';
import type { Metric } from '../../model/metric.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { type PairedRows, pairedIntervals, recordedMetrics } from './paired-intervals.ts';

/** Every metric of the two, headlines first, with its verdict. */
export function compareMetrics(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
  { testSet, rows }: { readonly testSet: TestSetRelation; readonly rows: PairedRows | null },
): readonly MetricComparison[] {
  const names = [...new Set([...Object.keys(baseline.metrics), ...Object.keys(candidate.metrics)])];
  const of = (record: ExperimentRecord, name: string): Metric | null => record.metrics[name] ?? null;
  const tried = rows === null ? null : recordedMetrics(names, { rows, baseline, candidate });
  const intervals = rows === null || tried === null ? null : pairedIntervals(tried.proven, rows);
  const compared = names.map((name): MetricComparison => {
    const [before, after] = [of(baseline, name), of(candidate, name)];
    const direction = after?.direction ?? before?.direction ?? null;
    const isDifferent = testSet.kind === 'different' && name.startsWith(`${testSet.stage}.`);
    const delta = before === null || after === null || isDifferent ? null : after.value - before.value;
    return {
      name,
      isHeadline: before?.headline === true || after?.headline === true,
      direction,
      baseline: before,
      candidate: after,
      delta,
      verdict: verdictOf({
        delta,
        direction,
        testSet,
        isDifferent,
        interval: intervals?.get(name)?.interval ?? null,
        hasFormula: tried?.computed.has(name) === true,
        hasBoth: before !== null && after !== null,
      }),
    };
  });
  return [...compared.filter((one) => one.isHeadline), ...compared.filter((one) => !one.isHeadline)];
}

function verdictOf(known: {
  readonly delta: number | null;
  readonly direction: 'higher' | 'lower' | null;
  readonly testSet: TestSetRelation;
  /** Whether the two values were scored on other rows. */
  readonly isDifferent: boolean;
  readonly interval: BootstrapInterval | null;
  readonly hasBoth: boolean;
  /** Whether the predictions gave a number for it at all. */
  readonly hasFormula: boolean;
}): Verdict {
  const { delta, direction, testSet, interval } = known;
  const cannotTell = (why: Extract<Verdict, { kind: 'cannot-tell' }>['why']): Verdict => ({
    kind: 'cannot-tell',
    interval:
      interval === null || Number.isNaN(interval.low) ? null : { low: interval.low, high: interval.high },
    why,
  });
  if (known.isDifferent) return { kind: 'not-comparable' };
  if (!known.hasBoth || delta === null) return cannotTell('missing');
  if (testSet.kind === 'unknown') return cannotTell('no-predictions');
  if (testSet.kind === 'different') return cannotTell('no-formula');
  if (testSet.isPredictedAlike && delta === 0) return { kind: 'same' };
  if (interval === null) return cannotTell(known.hasFormula ? 'not-recomputed' : 'no-formula');
  if (interval.isDegenerate && interval.estimate === 0 && interval.undefinedResamples === 0) {
    return { kind: 'same' };
  }
  if (interval.isDegenerate || interval.units < 2 * interval.blockLength) return cannotTell('too-few');
  if (interval.low <= 0 && interval.high >= 0) return cannotTell('within-noise');
  if (direction === null) return cannotTell('no-direction');
  const isUp = interval.low > 0;
  return {
    kind: isUp === (direction === 'higher') ? 'better' : 'worse',
    interval: { low: interval.low, high: interval.high },
  };
}
