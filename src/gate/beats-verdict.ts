import type { ModelLabels, PredictionTable, ScoredLabels } from '../experiment/compare/prediction-table.ts';
import type { ResamplingUnits } from '../learn/uncertainty/resampling-units.ts';
import type { GateVerdict } from '../model/gate-report.ts';
import type { Beaten } from '../model/gates.ts';
import { runsDifferences } from './runs-difference.ts';

/** What predictions may call the rule among their models. */
const modelNames: Readonly<Record<Beaten, readonly string[]>> = {
  majority: ['majority'],
  prior: ['prior', 'class_prior', 'majority'],
  persistence: ['persistence', 'last_matured_label', 'last_label'],
};

/**
 * Whether the metric is better than a rule that learns nothing for certain: whether the interval of the lead,
 * paired on the same rows, lies above 0, which is where that of the skill does.
 */
export function beatsVerdict(of: {
  readonly at: string;
  /** `stage.metric`. */
  readonly name: string;
  readonly direction: 'higher' | 'lower';
  readonly rule: Beaten;
  readonly tables: readonly PredictionTable[];
  readonly units: ResamplingUnits;
}): GateVerdict {
  const { at, name, direction, rule, tables, units } = of;
  const verdict = (state: GateVerdict['state'], facts: GateVerdict['facts']): GateVerdict => ({
    at,
    check: 'beats',
    metric: name,
    state,
    facts,
  });
  const baseline = tables.flatMap((table) => ruled(table, rule) ?? []);
  const [first] = tables;
  if (first === undefined || baseline.length < tables.length)
    return verdict('failed', { kind: 'no-rule', rule });
  const metric = { name: name.slice(first.stage.length + 1), direction };
  const [difference] = runsDifferences([metric], { candidate: tables, baseline, units });
  if (difference === undefined) throw new Error('a difference for the metric');
  // NaN, where the rule has no such number (a log-loss without probabilities), beats nothing.
  return verdict(difference.low > 0 ? 'passed' : 'failed', { kind: 'beats', rule, difference });
}

/** The table as if the rule had answered; null where the predictions do not carry its answers. */
function ruled(table: PredictionTable, rule: Beaten): PredictionTable | null {
  const { scored } = table;
  if (scored.kind === 'numbers') {
    if (rule === 'persistence') return null;
    const mean = scored.actual.reduce((sum, value) => sum + value, 0) / scored.actual.length;
    return { ...table, scored: { ...scored, predicted: scored.actual.map(() => mean) } };
  }
  const named = modelNames[rule].find((name) => Object.hasOwn(scored.models, name));
  const model = named === undefined ? undefined : scored.models[named];
  if (model !== undefined) return { ...table, scored: { ...scored, ...model } };
  return rule === 'persistence' ? null : { ...table, scored: { ...scored, ...mostCommon(scored) } };
}

/** The test rows' own majority and shares: a harder rule to beat than the training rows'. */
function mostCommon({ actual, classes }: ScoredLabels): ModelLabels {
  const counts = classes.map((name) => actual.filter((label) => label === name).length);
  const most = classes[counts.indexOf(Math.max(...counts))] ?? '';
  return {
    predicted: actual.map(() => most),
    probabilities: Object.fromEntries(
      classes.map((name, i) => [
        name,
        new Float64Array(actual.length).fill((counts[i] ?? 0) / actual.length),
      ]),
    ),
  };
}
