import type { BootstrapInterval } from '../../learn/uncertainty/bootstrap.ts';
import { differenceP, holm } from '../../learn/uncertainty/holm.ts';
import { hasRareClass } from '../../learn/uncertainty/metric-interval.ts';
import type { MetricComparison, TestSetRelation, Verdict } from '../../model/comparison.ts';
import type { Metric } from '../../model/metric.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { type PairedMetric, type PairedRows, pairedIntervals, recordedMetrics } from './paired-intervals.ts';
import { scoreOf, weighsClasses } from './score-metric.ts';

/** Rows that two experiments were scored on: of their main predictions, or of another stage's. */
export interface ScoredRelation {
  /** `stage.output`; null of the main predictions. */
  readonly name: string | null;
  readonly testSet: TestSetRelation;
  readonly rows: PairedRows | null;
}

/**
 * Every metric of the two, headlines first, with its verdict: from the rows that give it. A headline metric's is its
 * own; the others are looked at together, and are better or worse only where that holds for being many (Holm).
 */
export function compareMetrics(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
  relations: readonly [ScoredRelation, ...ScoredRelation[]],
): readonly MetricComparison[] {
  const names = [...new Set([...Object.keys(baseline.metrics), ...Object.keys(candidate.metrics)])];
  const of = (record: ExperimentRecord, name: string): Metric | null => record.metrics[name] ?? null;
  const isHeadline = (name: string) =>
    of(baseline, name)?.headline === true || of(candidate, name)?.headline === true;
  const proven = new Map<string, { readonly paired: PairedMetric; readonly relation: ScoredRelation }>();
  const computed = new Set<string>();
  for (const relation of relations) {
    if (relation.rows === null) continue;
    const { rows } = relation;
    const wanted = names.filter((name) => !proven.has(name) && isFrom(of(candidate, name), rows));
    const tried = recordedMetrics(wanted, { rows, baseline, candidate });
    for (const name of tried.computed) computed.add(name);
    for (const [name, paired] of pairedIntervals(tried.proven, rows)) proven.set(name, { paired, relation });
  }
  const many = names.filter((name) => !isHeadline(name) && proven.has(name));
  const ps = holm(many.map((name) => pOf(proven.get(name)?.paired.interval)));
  const adjusted = new Map(many.map((name, i) => [name, ps[i] ?? 1]));
  const compared = names.map((name): MetricComparison => {
    const [before, after] = [of(baseline, name), of(candidate, name)];
    const direction = after?.direction ?? before?.direction ?? null;
    const found = proven.get(name);
    const { testSet } = found?.relation ?? relationOf(name, relations);
    const isDifferent = testSet.kind === 'different' && name.startsWith(`${testSet.stage}.`);
    const delta = before === null || after === null || isDifferent ? null : after.value - before.value;
    const interval = found?.paired.interval ?? null;
    const rows = found?.relation.rows ?? null;
    return {
      name,
      isHeadline: isHeadline(name),
      direction,
      baseline: before,
      candidate: after,
      delta,
      verdict: verdictOf({
        delta,
        direction,
        testSet,
        isDifferent,
        interval,
        isRare: rows !== null && isOfRareClass(name, rows),
        adjustedP: adjusted.get(name) ?? null,
        hasFormula: computed.has(name),
        hasBoth: before !== null && after !== null,
      }),
    };
  });
  return [...compared.filter((one) => one.isHeadline), ...compared.filter((one) => !one.isHeadline)];
}

/** Whether a metric that says which output it is from says this one. */
function isFrom(metric: Metric | null, { candidate }: PairedRows): boolean {
  return metric?.from === undefined || metric.from === (candidate.declared?.output ?? 'predictions');
}

/** The rows of the stage that reports it, else the main ones. */
function relationOf(name: string, relations: readonly [ScoredRelation, ...ScoredRelation[]]): ScoredRelation {
  const own = relations.find(
    (relation) => relation.name !== null && name.startsWith(`${relation.name.split('.')[0]}.`),
  );
  return own ?? relations[0];
}

function pOf(interval: BootstrapInterval | undefined): number {
  return interval === undefined ? 1 : differenceP(interval);
}

function isOfRareClass(name: string, { baseline: { stage, scored, scores } }: PairedRows): boolean {
  if (scored.kind !== 'labels') return false;
  const score = scoreOf(name.slice(stage.length + 1), scores === undefined ? {} : { scores });
  const weighed = typeof score === 'string' ? weighsClasses(score, scored) : [];
  return weighed.length > 0 && hasRareClass(scored.actual, weighed);
}

function verdictOf(known: {
  readonly delta: number | null;
  readonly direction: 'higher' | 'lower' | null;
  readonly testSet: TestSetRelation;
  /** Whether the two values were scored on other rows. */
  readonly isDifferent: boolean;
  readonly interval: BootstrapInterval | null;
  /** Whether it weighs classes alike of which one has too few rows. */
  readonly isRare: boolean;
  /** Its p for being one of many; null of a headline metric. */
  readonly adjustedP: number | null;
  readonly hasBoth: boolean;
  /** Whether the predictions gave a number for it at all. */
  readonly hasFormula: boolean;
}): Verdict {
  const { delta, direction, testSet, interval, adjustedP } = known;
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
  if (known.isRare) return cannotTell('rare-class');
  if (interval.low <= 0 && interval.high >= 0) return cannotTell('within-noise');
  if (direction === null) return cannotTell('no-direction');
  if (adjustedP !== null && adjustedP > 1 - interval.level) return cannotTell('one-of-many');
  const isUp = interval.low > 0;
  return {
    kind: isUp === (direction === 'higher') ? 'better' : 'worse',
    interval: { low: interval.low, high: interval.high },
  };
}
