import { isPredictedAlike } from '../experiment/compare/compare-experiments.ts';
import { unitsFor } from '../experiment/compare/paired-intervals.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import type { GateVerdict, Mcnemar } from '../model/gate-report.ts';
import { type GateReference, tablesDifference } from './gate-run.ts';
import { judgeMargins } from './judge-margin.ts';
import { mcnemarExact } from './mcnemar.ts';
import { runsDifferences } from './runs-difference.ts';

/** A margin that is to be held against a reference, which may not be there. */
export interface AskedMargin {
  readonly at: string;
  readonly check: 'margin' | 'drift' | 'holdout';
  /** `stage.metric`. */
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly margin: number;
  readonly horizon: number;
  readonly reference: GateReference | null;
  readonly tables: readonly PredictionTable[];
}

/** All margins of a check together, as Holm's correction needs them; those without a pair say why. */
export function judgeAsked(asked: readonly AskedMargin[], level = 0.95): readonly GateVerdict[] {
  const refused = new Map(asked.map((one) => [one, whyNotPaired(one)]));
  const open = asked.filter((one) => refused.get(one) === null);
  const judged = judgeMargins(
    open.map((one) => {
      const { metric, direction, margin, tables, reference } = one;
      const [first] = tables;
      const baseline = reference?.tables ?? [];
      if (first === undefined) throw new Error('there are predictions');
      const [difference] = runsDifferences([{ name: metric.slice(first.stage.length + 1), direction }], {
        candidate: tables,
        baseline,
        units: unitsFor(first, Math.max(one.horizon, reference?.horizon ?? 0)),
        level,
      });
      if (difference === undefined) throw new Error('a difference for the metric');
      return { margin, difference, isAlike: areAlike(tables, baseline) };
    }),
    { alpha: (1 - level) / 2 },
  );
  return asked.map((one): GateVerdict => {
    const { check, metric } = one;
    const at = check === 'holdout' ? 'gates.holdout' : one.at;
    const facts = refused.get(one);
    if (facts != null) return { at, check, metric, state: 'not-comparable', facts };
    const judgement = judged[open.indexOf(one)];
    if (judgement === undefined) throw new Error('a judgement for each margin');
    return {
      at,
      check,
      metric,
      state: judgement.state,
      facts: {
        kind: 'margin',
        ...judgement,
        mcnemar: mcnemarOf(one),
        scoredAnew: one.reference?.anew?.model ?? null,
      },
    };
  });
}

function whyNotPaired({ reference, metric, tables }: AskedMargin): GateVerdict['facts'] | null {
  if (reference === null) return { kind: 'no-baseline' };
  if (reference.metrics[metric] === undefined) return { kind: 'not-in-baseline' };
  const why = tablesDifference(reference.tables, tables);
  return why === null ? null : { kind: 'other-test-set', why, notScored: reference.anew?.notScored ?? null };
}

/** Whether every run of both sides gives every row the same answer: then no draw of rows could part them. */
function areAlike(candidate: readonly PredictionTable[], baseline: readonly PredictionTable[]): boolean {
  if (candidate.length !== baseline.length) return false;
  return candidate.every((table, i) => {
    const other = baseline[i];
    return other !== undefined && isPredictedAlike(other, table);
  });
}

/** Of accuracy, between one run of each: rows are then counted, not scored. */
function mcnemarOf({ metric, tables, reference }: AskedMargin): Mcnemar | null {
  const [candidate] = tables;
  const [baseline] = reference?.tables ?? [];
  if (candidate === undefined || baseline === undefined) return null;
  if (metric !== `${candidate.stage}.accuracy`) return null;
  if (candidate.scored.kind === 'numbers' || baseline.scored.kind === 'numbers') return null;
  let [rightToWrong, wrongToRight] = [0, 0];
  for (const [row, actual] of candidate.scored.actual.entries()) {
    const was = baseline.scored.predicted[row] === actual;
    const is = candidate.scored.predicted[row] === actual;
    if (was && !is) rightToWrong += 1;
    if (is && !was) wrongToRight += 1;
  }
  return { rightToWrong, wrongToRight, p: mcnemarExact(rightToWrong, wrongToRight) };
}
