import { unitsFor } from '../experiment/compare/paired-intervals.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { leakageFacts } from '../experiment/record/leakage-facts.ts';
import type { GateFacts, GateReport, GateState, GateVerdict } from '../model/gate-report.ts';
import { gateStates } from '../model/gate-report.ts';
import type { Gates, MetricGate } from '../model/gates.ts';
import type { Metric } from '../model/metric.ts';
import { beatsVerdict } from './beats-verdict.ts';
import { type GateReference, type GateRun, isGivenByRows } from './gate-run.ts';
import { type AskedMargin, judgeAsked } from './judge-asked.ts';
import { limitVerdicts } from './limit-verdicts.ts';
import { recallOf } from './recall-of.ts';
import { resolveMetric } from './resolve-metric.ts';

export interface GateQuestion {
  readonly gates: Gates;
  /** One run a seed; the first is the candidate itself. */
  readonly candidate: readonly GateRun[];
  /** Null where nothing was accepted yet. */
  readonly baseline: GateReference | null;
  /** The best accepted on this test set, by metric. */
  readonly best: ReadonlyMap<string, GateReference>;
  /** Their holdout rows: null where they are not looked at now. */
  readonly holdout: {
    readonly candidate: readonly PredictionTable[];
    readonly baseline: GateReference;
  } | null;
  readonly horizon: number;
  readonly level?: number;
}

/**
 * Decides every gate: pure, and the same for the same question. What cannot be computed as asked (a metric that
 * is missing, not finite, ambiguous, or not what the predictions give) fails: a gate that does not look is open.
 */
export function decideGates(question: GateQuestion): GateReport {
  const { gates, candidate } = question;
  const [main] = candidate;
  if (main === undefined) throw new Error('a gate needs a candidate');
  const verdicts: GateVerdict[] = [];
  const asked: AskedMargin[] = [];
  for (const gate of gates.metrics) {
    const found = metricVerdicts(gate, question);
    verdicts.push(...found.verdicts);
    asked.push(...found.asked);
  }
  verdicts.push(...judgeAsked(asked, question.level));
  verdicts.push(...limitVerdicts(gates, main.record));
  if (gates.isLeakageChecked) verdicts.push(leakageVerdict(main));
  const order = new Map(gates.metrics.map(({ metric }, i) => [`gates.metrics.${metric}`, i]));
  const rank = ({ at }: GateVerdict) => order.get(at.slice(0, at.lastIndexOf('.'))) ?? order.size;
  const sorted = [...verdicts].sort((a, b) => rank(a) - rank(b));
  return { state: stateOf(sorted), verdicts: sorted };
}

/** The weightiest state of all. */
export function stateOf(verdicts: readonly GateVerdict[]): GateState {
  return gateStates.find((state) => verdicts.some((verdict) => verdict.state === state)) ?? 'passed';
}

interface Found {
  readonly verdicts: readonly GateVerdict[];
  readonly asked: readonly AskedMargin[];
}

function metricVerdicts(gate: MetricGate, question: GateQuestion): Found {
  const { candidate, baseline, best, holdout } = question;
  const runs = candidate.map(({ record }) => record.metrics);
  const at = `gates.metrics.${gate.metric}`;
  const resolved = resolveMetric(gate.metric, runs[0] ?? {});
  const checks = checksOf(gate, question);
  const all = (facts: GateFacts, metric: string): Found => ({
    verdicts: checks.map((check) => ({ at: `${at}.${check}`, check, metric, state: 'failed', facts })),
    asked: [],
  });
  if (resolved.kind !== 'found') return all(resolved, gate.metric);
  const { name } = resolved;
  const values = runs.map((metrics) => metrics[name]?.value ?? Number.NaN);
  if (!values.every(Number.isFinite)) return all({ kind: 'not-finite' }, name);
  const metric = runs[0]?.[name] as Metric;
  const direction = gate.direction ?? metric.direction ?? null;
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  const verdicts: GateVerdict[] = [];
  const asked: AskedMargin[] = [];
  const tell = (check: GateVerdict['check'], state: GateState, facts: GateFacts, below = '') =>
    verdicts.push({ at: `${at}.${check}${below}`, check, metric: name, state, facts });
  const bound = (check: 'floor' | 'ceiling', limit: number, isHeld: boolean) =>
    tell(check, isHeld ? 'passed' : 'failed', { kind: 'bound', limit, value, n: metric.n ?? null });
  if (gate.floor !== null) bound('floor', gate.floor, value >= gate.floor);
  if (gate.ceiling !== null) bound('ceiling', gate.ceiling, value <= gate.ceiling);

  const tables: PredictionTable[] = [];
  for (const { predictions } of candidate) {
    if (predictions.ok) tables.push(predictions.value);
    else if (checks.some(isOfRows)) {
      for (const check of checks.filter(isOfRows)) {
        tell(check, 'failed', { kind: 'no-predictions', why: predictions.error });
      }
      return { verdicts, asked };
    }
  }
  for (const [label, limit] of Object.entries(gate.recall)) {
    const recall = recallOf(name, { label, tables });
    const isHeld = recall !== null && recall >= limit;
    tell(
      'recall',
      isHeld ? 'passed' : 'failed',
      { kind: 'recall', label, limit, value: recall },
      `.${label}`,
    );
  }
  const paired = checks.filter((check) => isOfRows(check) && check !== 'recall');
  if (paired.length === 0) return { verdicts, asked };
  const refuse = (facts: GateFacts): Found => {
    for (const check of paired) tell(check, 'failed', facts);
    return { verdicts, asked };
  };
  if (direction === null) return refuse({ kind: 'no-direction' });
  const isGiven = tables.every((table, i) => isGivenByRows(name, { table, value: values[i] ?? Number.NaN }));
  if (!isGiven) return refuse({ kind: 'not-recomputed' });
  if (gate.beats !== null) {
    const units = unitsOf(tables, question.horizon);
    verdicts.push(beatsVerdict({ at: `${at}.beats`, name, direction, rule: gate.beats, tables, units }));
  }
  const ask = (
    check: AskedMargin['check'],
    margin: number,
    of: { readonly reference: GateReference | null; readonly tables: readonly PredictionTable[] },
  ) =>
    asked.push({
      at: `${at}.${check}`,
      check,
      metric: name,
      direction,
      margin,
      horizon: question.horizon,
      ...of,
    });
  if (gate.margin !== null) ask('margin', gate.margin, { reference: baseline, tables });
  if (gate.drift !== null) ask('drift', gate.drift, { reference: best.get(name) ?? baseline, tables });
  if (gate.margin !== null && holdout !== null) {
    ask('holdout', gate.margin, { reference: holdout.baseline, tables: holdout.candidate });
  }
  return { verdicts, asked };
}

function checksOf(gate: MetricGate, { holdout }: GateQuestion): readonly GateVerdict['check'][] {
  const written = (['floor', 'ceiling', 'margin', 'drift', 'beats'] as const).filter(
    (key) => gate[key] !== null,
  );
  return [
    ...written,
    ...(Object.keys(gate.recall).length > 0 ? (['recall'] as const) : []),
    ...(gate.margin !== null && holdout !== null ? (['holdout'] as const) : []),
  ];
}

function isOfRows(check: GateVerdict['check']): boolean {
  return ['margin', 'drift', 'beats', 'recall', 'holdout'].includes(check);
}

function unitsOf([first]: readonly PredictionTable[], horizon: number) {
  if (first === undefined) throw new Error('there are predictions');
  return unitsFor(first, horizon);
}

function leakageVerdict({ record }: GateRun): GateVerdict {
  const checks = record.checks ?? [];
  const read = checks.flatMap((check) => (check.kind === 'split' ? [check.stage] : []));
  const splits = leakageFacts(record).filter(({ stage }) => !read.includes(stage));
  const isLeaking =
    checks.some(({ state }) => state === 'failed') || splits.some(({ gapDays }) => gapDays <= 0);
  const isBare = checks.length + splits.length === 0;
  // What a stage reports of itself is believed only where it was recorded before labbook looked.
  const isOpen =
    checks.some(({ state }) => state === 'unknown') || (record.checks !== undefined && splits.length > 0);
  return {
    at: 'gates.leakage',
    check: 'leakage',
    metric: null,
    state: isLeaking || isBare ? 'failed' : isOpen ? 'cannot-tell' : 'passed',
    facts: { kind: 'leakage', splits, checks },
  };
}
