/**
 * # Evaluation
 *
 * The network, the forest and the mean of both, on the test days, which neither has seen. Scores stand beside
 * rules that learn nothing: the training majority, the last label that had matured, and momentum. Labels of
 * neighbouring days overlap, so intervals come from a bootstrap of blocks of dates, and whether the ensemble
 * is better than the majority is judged on the same draws of both.
 */
import { readFile } from 'node:fs/promises';
import type { RunContext } from 'labbook';
import {
  accuracy,
  averageUniqueness,
  decodeForest,
  decodePreparedNetwork,
  type Interval,
  logLosses,
  pairedDifference,
  pairedMeanDifference,
  predictForestProba,
  predictPreparedNetworkProba,
  readTable,
  skill,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { type Candidate, candidates } from './lib/candidates.ts';
import { type Probabilities, probabilityColumns } from './lib/ensemble.ts';
import type { EvaluateInputs, EvaluateOutputs } from './lib/evaluate-files.ts';
import { type LabelledRows, labelledRows } from './lib/labelled-rows.ts';
import { type CandidateScores, type Draws, scoreCandidate } from './lib/score-candidate.ts';
import { SIGNAL_CLASSES } from './lib/signal-classes.ts';

export { view } from './lib/show-evaluation.ts';

export const params = z.object({
  /** As the label stage has them: how far labels overlap, and when momentum calls a move. */
  horizon: z.int().min(1).max(60),
  threshold: z.number().min(0).max(1),
});

type Context = RunContext<typeof params, EvaluateInputs, EvaluateOutputs>;

const classes = SIGNAL_CLASSES;
const headlines = ['accuracy', 'macro_f1', 'log_loss', 'ordinal_r2'];
const compared = ['accuracy', 'balanced_accuracy', 'macro_f1', 'mcc', 'ordinal_r2', 'log_loss', 'brier'];

export async function run(ctx: Context): Promise<void> {
  const { horizon } = ctx.params;
  const [features, labels, split] = await Promise.all([
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const tables = { features, labels, split };
  const train = labelledRows(tables, 'train');
  const test = labelledRows(tables, 'test');
  const all = candidates(
    { train, test, tables },
    {
      network: await networkProba(ctx, test.features),
      forest: await forestProba(ctx, test.features),
      ...ctx.params,
    },
  );
  await writePredictions(ctx, { test, all });

  const draws: Draws = { seed: ctx.seed, blocks: test.at, blockLength: horizon };
  const scores = new Map(
    all.map((each) => {
      // Of members and rules, what they are compared by; the rest would only fill the page.
      const wanted = (name: string) => each.key === 'ensemble' || compared.includes(name);
      return [each.key, scoreCandidate(each, { actual: test.labels, draws, wanted })];
    }),
  );
  const majority = scores.get('majority');
  const n = test.labels.length;
  for (const [key, each] of scores) reportScores(ctx, { key, scores: each, majority, n });
  reportAgainstMajority(ctx, { test, all, draws });
  const independent = averageUniqueness({ start: test.t0, end: test.t1, group: test.symbol });
  ctx.metric(
    'independent_labels',
    independent.reduce((sum, each) => sum + each, 0),
    { n },
  );
}

function reportScores(
  ctx: Context,
  of: {
    readonly key: Candidate['key'];
    readonly scores: CandidateScores;
    readonly majority: CandidateScores | undefined;
    readonly n: number;
  },
): void {
  const { key, scores, majority, n } = of;
  const isEnsemble = key === 'ensemble';
  for (const [name, value] of Object.entries(scores.values)) {
    const interval = scores.intervals[name];
    const baseline = majority?.values[name];
    ctx.metric(isEnsemble ? name : `${key}.${name}`, value, {
      n,
      direction: /loss|brier|ece/.test(name) ? 'lower' : 'higher',
      ...(interval !== undefined && isTold(interval) && { interval: [interval.low, interval.high] as const }),
      ...(name === 'accuracy' && { effectiveN: scores.effectiveRows }),
      ...(baseline !== undefined && key !== 'majority' && { baseline }),
      ...(isEnsemble && headlines.includes(name) && { headline: true }),
    });
  }
}

/** The ensemble's lead over the majority class, on the same draws, and as a share of the way to perfect. */
function reportAgainstMajority(
  ctx: Context,
  of: { readonly test: LabelledRows; readonly all: readonly Candidate[]; readonly draws: Draws },
): void {
  const { test, all, draws } = of;
  const actual = test.labels;
  const [ensemble, majority] = ['ensemble', 'majority'].map((key) => all.find((each) => each.key === key));
  if (ensemble?.probabilities === undefined || majority?.probabilities === undefined) return;
  const lead = pairedDifference(
    { actual, classes, candidate: ensemble.predicted, baseline: majority.predicted },
    { ...draws, bounds: [-1, 1], metric: accuracy },
  );
  const losses = [ensemble.probabilities, majority.probabilities].map((probabilities) =>
    logLosses({ actual, classes, probabilities }),
  );
  const [own, prior] = [losses[0] ?? new Float64Array(0), losses[1] ?? new Float64Array(0)];
  const loss = pairedMeanDifference({ candidate: own, baseline: prior }, draws);
  const n = actual.length;
  const told = (interval: Interval) =>
    isTold(interval) ? { interval: [interval.low, interval.high] as const } : {};
  ctx.metric('accuracy_over_majority', lead.estimate, { n, direction: 'higher', ...told(lead) });
  ctx.metric('log_loss_over_majority', loss.estimate, { n, direction: 'lower', ...told(loss) });
  const score = accuracy({ actual, predicted: ensemble.predicted, classes });
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const skills = {
    'skill.accuracy': skill({ score, baseline: score - lead.estimate }),
    'skill.log_loss': skill({ score: mean(own), baseline: mean(prior) }, { perfect: 0 }),
  };
  for (const [name, value] of Object.entries(skills)) {
    // Where the majority class is always right there is nothing to gain, and no skill.
    if (Number.isFinite(value)) ctx.metric(name, value, { n, direction: 'higher' });
  }
  const verdict = lead.low > 0 ? 'better than' : lead.high < 0 ? 'worse than' : 'not to be told from';
  ctx.log.info(`${n} test days; by accuracy the ensemble is ${verdict} always "${majority.predicted[0]}"`);
}

/** An interval that the rows could tell: where every draw is undefined there is none. */
function isTold({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

async function writePredictions(
  ctx: Context,
  { test, all }: { readonly test: LabelledRows; readonly all: readonly Candidate[] },
): Promise<void> {
  const columns = all.map(({ key, predicted, probabilities = {} }) => {
    const prefix = key === 'ensemble' ? '' : `${key}_`;
    return { [`${prefix}predicted`]: predicted, ...probabilityColumns(probabilities, prefix) };
  });
  await writeTable(
    ctx.outputs.predictions.path,
    {
      symbol: test.symbol,
      ts: test.at,
      part: test.labels.map(() => 'test'),
      t0: test.t0,
      t1: test.t1,
      actual: test.labels,
      ...Object.assign({}, ...columns),
    },
    { types: { ts: 'timestamptz', t0: 'timestamptz', t1: 'timestamptz' } },
  );
}

async function networkProba(ctx: Context, features: Record<string, Float64Array>): Promise<Probabilities> {
  const weights = await readFile(ctx.inputs.weights.path);
  const topology = await readFile(ctx.inputs.network.path, 'utf8');
  return await predictPreparedNetworkProba(decodePreparedNetwork({ weights, topology }), features);
}

async function forestProba(ctx: Context, features: Record<string, Float64Array>): Promise<Probabilities> {
  const model = decodeForest(await readFile(ctx.inputs.forest.path));
  if (model.task !== 'classification') throw new Error('the forest is no classifier');
  const columns = predictForestProba(model, features);
  return Object.fromEntries(model.classes.map((name, c) => [name, columns[c] ?? new Float64Array(0)]));
}
