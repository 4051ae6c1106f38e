import { accuracy } from '../../learn/metrics/accuracy.ts';
import { balancedAccuracy } from '../../learn/metrics/balanced-accuracy.ts';
import { brierLosses } from '../../learn/metrics/brier-score.ts';
import { cohensKappa } from '../../learn/metrics/cohens-kappa.ts';
import type { Confusion } from '../../learn/metrics/confusion-matrix.ts';
import { logLosses } from '../../learn/metrics/log-loss.ts';
import { matthewsCorrelation } from '../../learn/metrics/matthews-correlation.ts';
import { precisionRecallF1 } from '../../learn/metrics/precision-recall-f1.ts';
import type { WeightedStatistic } from '../../learn/uncertainty/bootstrap.ts';
import { drawnMean } from '../../learn/uncertainty/mean-interval.ts';
import { drawnConfusion, unitConfusions } from '../../learn/uncertainty/metric-interval.ts';
import type { ResamplingUnits } from '../../learn/uncertainty/resampling-units.ts';
import type { Score } from '../../model/predictions.ts';
import { customScore } from './custom-score.ts';
import type { PredictionTable, ScoredLabels, ScoredNumbers } from './prediction-table.ts';

/** Metrics of one table, for any draw of units: NaN where a metric is not defined on the draw. */
export type MetricScorer = (timesDrawn: Uint32Array) => readonly number[];

/**
 * Computes the metrics that the names stand for from per-row predictions; a name that is not known here, or
 * whose rows do not carry what it needs, is NaN on every draw. Names are those within a stage: `accuracy`,
 * `macro_f1`, `recall.buy`, or of another model in the table, `network.accuracy`. The confusion matrix of a
 * draw is made once for all of them. A stage may say what a metric is: see `Score`.
 *
 * A name alone proves nothing: callers check that the number of all rows is the one that was recorded.
 */
export function metricScorer(
  metrics: readonly string[],
  of: { readonly table: PredictionTable; readonly units: ResamplingUnits },
): MetricScorer {
  const scores = metrics.map((name) => scoreOf(name, of.table));
  const own = scores.map((score) => (typeof score === 'string' ? null : customScore(score, of)));
  const known = knownScorer(
    scores.map((score) => (typeof score === 'string' ? score : '')),
    of,
  );
  if (own.every((score) => score === null)) return known;
  return (timesDrawn) => known(timesDrawn).map((value, i) => own[i]?.(timesDrawn) ?? value);
}

/** What a metric is by its stage's word, else by its name. */
export function scoreOf(name: string, { scores = {} }: Pick<PredictionTable, 'scores'>): Score {
  return (Object.hasOwn(scores, name) ? scores[name] : undefined) ?? name;
}

/** The classes that a score counts alike however few rows they have, or the one class that it is of; else none. */
export function weighsClasses(name: string, { classes, models }: ScoredLabels): readonly string[] {
  const [model = '', ...rest] = name.split('.');
  const inner = rest.length > 0 && Object.hasOwn(models, model) ? rest.join('.') : name;
  const [, label] = splitClass(inner);
  if (label !== null) return classes.includes(label) ? [label] : [];
  return /^(balancedaccuracy|mcc|kappa)$|macro/.test(plainName(inner)) ? classes : [];
}

function knownScorer(
  names: readonly string[],
  { table, units }: { readonly table: PredictionTable; readonly units: ResamplingUnits },
): MetricScorer {
  const { scored } = table;
  if (scored.kind === 'numbers') {
    const statistics = names.map((name) => numberStatistic(plainName(name), { scored, units }));
    return (timesDrawn) => statistics.map((statistic) => statistic?.(timesDrawn) ?? Number.NaN);
  }
  const confusions = new Map<string, (timesDrawn: Uint32Array) => Confusion>();
  const drawnOf = (model: string, predicted: readonly string[]): void => {
    if (confusions.has(model)) return;
    confusions.set(model, drawnConfusion(unitConfusions({ ...scored, predicted }, units), scored.classes));
  };
  const parts = names.map((name): LabelPart | null => {
    const [model = '', ...rest] = name.split('.');
    const other = rest.length > 0 && Object.hasOwn(scored.models, model) ? scored.models[model] : undefined;
    const inner = other === undefined ? name : rest.join('.');
    const losses = rowLosses(inner);
    if (losses !== null) {
      const probabilities = other === undefined ? scored.probabilities : other.probabilities;
      if (probabilities === null) return null;
      return meanOf(() => losses({ ...scored, probabilities }), units);
    }
    const metric = confusionMetric(inner);
    if (metric === null) return null;
    drawnOf(other === undefined ? '' : model, other?.predicted ?? scored.predicted);
    return { kind: 'confusion', metric, model: other === undefined ? '' : model };
  });
  return (timesDrawn) => {
    const drawn = new Map([...confusions].map(([model, of]) => [model, drawnScores(of(timesDrawn))]));
    return parts.map((part) => {
      if (part === null) return Number.NaN;
      if (part.kind === 'mean') return part.mean(timesDrawn);
      const scores = drawn.get(part.model);
      return scores === undefined ? Number.NaN : definedOr(() => part.metric(scores));
    });
  };
}

type LabelPart =
  | { readonly kind: 'mean'; readonly mean: WeightedStatistic }
  | { readonly kind: 'confusion'; readonly metric: DrawnMetric; readonly model: string };

/** A draw's confusion matrix, and the scores by class that several metrics share. */
interface DrawnScores {
  readonly confusion: Confusion;
  byClass(): ReturnType<typeof precisionRecallF1>;
}

type DrawnMetric = (scores: DrawnScores) => number;

function drawnScores(confusion: Confusion): DrawnScores {
  let made: ReturnType<typeof precisionRecallF1> | null = null;
  return {
    confusion,
    byClass: () => {
      made ??= precisionRecallF1(confusion);
      return made;
    },
  };
}

function rowLosses(name: string): typeof logLosses | null {
  const plain = plainName(name);
  if (plain === 'logloss') return logLosses;
  return plain === 'brier' || plain === 'brierscore' ? brierLosses : null;
}

/** Null where the probabilities are none: outside [0, 1], or rows that do not sum to 1. */
function meanOf(losses: () => Float64Array, units: ResamplingUnits): LabelPart | null {
  try {
    return { kind: 'mean', mean: drawnMean(losses(), units) };
  } catch {
    return null;
  }
}

/** NaN for what a metric refuses. */
function definedOr(compute: () => number): number {
  try {
    return compute();
  } catch {
    return Number.NaN;
  }
}

function confusionMetric(name: string): DrawnMetric | null {
  const [score = '', label] = splitClass(name);
  if (label !== null) {
    const field = scoreField(plainName(score));
    if (field === null) return null;
    return (scores) => scores.byClass().perClass.find((each) => each.class === label)?.[field] ?? Number.NaN;
  }
  const plain = plainName(name);
  const whole = wholeMetrics[plain];
  if (whole !== undefined) return ({ confusion }) => whole(confusion);
  const averaged = /^(macro|weighted)(.+)$/.exec(plain) ?? /^(.+)(macro|weighted)$/.exec(plain);
  if (averaged === null) return null;
  const average = averaged.includes('macro') ? 'macro' : 'weighted';
  const field = averaged
    .slice(1)
    .map((part) => scoreField(part))
    .find((found) => found !== null);
  return field === undefined || field === null ? null : (scores) => scores.byClass()[average][field];
}

const wholeMetrics: Readonly<Record<string, (confusion: Confusion) => number>> = {
  accuracy,
  balancedaccuracy: balancedAccuracy,
  mcc: matthewsCorrelation,
  kappa: cohensKappa,
};

function splitClass(name: string): readonly [string, string | null] {
  const dot = name.indexOf('.');
  return dot === -1 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)];
}

function scoreField(plain: string): 'precision' | 'recall' | 'f1' | null {
  return plain === 'precision' || plain === 'recall' || plain === 'f1' ? plain : null;
}

function numberStatistic(
  plain: string,
  { scored, units }: { readonly scored: ScoredNumbers; readonly units: ResamplingUnits },
): WeightedStatistic | null {
  const { actual, predicted } = scored;
  const errors = predicted.map((value, row) => value - (actual[row] ?? Number.NaN));
  const mean = (values: Float64Array): WeightedStatistic => drawnMean(values, units);
  const squared = mean(errors.map((error) => error * error));
  switch (plain) {
    case 'mae':
    case 'meanabsoluteerror':
      return mean(errors.map(Math.abs));
    case 'mse':
      return squared;
    case 'rmse':
    case 'rootmeansquarederror':
      return (timesDrawn) => Math.sqrt(squared(timesDrawn));
    case 'r2': {
      // Around the mean of all rows, so that the sums of squares do not cancel each other's digits.
      const centre = actual.reduce((sum, value) => sum + value, 0) / actual.length;
      const first = mean(actual.map((value) => value - centre));
      const second = mean(actual.map((value) => (value - centre) ** 2));
      return (timesDrawn) => {
        const variance = second(timesDrawn) - first(timesDrawn) ** 2;
        return variance > 0 ? 1 - squared(timesDrawn) / variance : Number.NaN;
      };
    }
    default:
      return null;
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_\s-]/g, '');
}
