import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { type PredictionTable, testSetDigest } from '../experiment/compare/prediction-table.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import { readKeptPredictions, saidByBaseline } from '../gate/baseline-file.ts';
import type { GateQuestion } from '../gate/decide-gates.ts';
import { type GateReference, type GateRun, tablesDifference } from '../gate/gate-run.ts';
import type { Baseline, BaselinePredictions } from '../model/baseline.ts';
import type { NotScored } from '../model/gate-report.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import { type ScoredRows, scoreOnRows } from '../reproduce/score-on-rows.ts';
import { storeFolder } from '../store/store-folder.ts';
import { type CommandContext, type CommandInput, stringFlag } from './command.ts';

export interface References extends Pick<GateQuestion, 'baseline' | 'best'> {
  /** The accepted model's rows of the holdout, where it was scored anew; null where the accepted ones hold. */
  readonly holdout: readonly PredictionTable[] | null;
}

export interface ReferenceQuestion {
  readonly baseline: Baseline | null;
  /** The candidate, whose test rows they are to be held against. */
  readonly main: GateRun;
  readonly pipeline: Pipeline;
  readonly input: CommandInput;
}

/**
 * What a candidate is held against: the accepted predictions, and the best ones by metric. Where the candidate's
 * test rows are others, the accepted models are scored on those instead.
 */
export async function readReferences(
  question: ReferenceQuestion,
  context: CommandContext,
): Promise<Result<References, Problem>> {
  const { baseline, main, pipeline } = question;
  if (baseline === null) return ok({ baseline: null, best: new Map(), holdout: null });
  const { stage, metrics, horizon } = baseline;
  const rows = main.predictions.ok ? main.predictions.value : null;
  const known = new Map<ExperimentId, Result<ScoredRows, NotScored>>();
  const reference = async (
    experiment: ExperimentId,
    kept: readonly BaselinePredictions[],
  ): Promise<Result<GateReference, Problem>> => {
    const tables = await readKeptPredictions(kept, {
      ...saidByBaseline(baseline),
      root: context.root,
      part: 'test',
    });
    if (!tables.ok) return tables;
    const plain = { tables: tables.value, metrics, horizon };
    if (rows === null || tablesDifference(tables.value, [rows]) === null) return ok(plain);
    const scored =
      known.get(experiment) ??
      (await scoreAnew(experiment, { ...question, said: saidByBaseline(baseline) }, context));
    known.set(experiment, scored);
    if (!scored.ok) return ok({ ...plain, anew: { model: null, notScored: scored.error } });
    const table = scored.value.tables.get('test');
    if (table === undefined || testSetDigest(table) !== testSetDigest(rows)) {
      return ok({ ...plain, anew: { model: null, notScored: { kind: 'still-other', stage } } });
    }
    return ok({ ...plain, tables: [table], anew: { model: scored.value.model, notScored: null } });
  };
  const accepted = await reference(baseline.experiment, baseline.predictions);
  if (!accepted.ok) return accepted;
  const best = new Map<string, GateReference>();
  for (const [name, { predictions, experiment }] of Object.entries(baseline.best)) {
    const isSame = experiment === baseline.experiment;
    const found = isSame ? accepted : await reference(experiment, predictions);
    if (!found.ok) return found;
    best.set(name, found.value);
  }
  const anew = known.get(baseline.experiment);
  const part = pipeline.gates?.holdout ?? '';
  const holdout = anew?.ok === true ? anew.value.tables.get(part) : undefined;
  return ok({ baseline: accepted.value, best, holdout: holdout === undefined ? null : [holdout] });
}

async function scoreAnew(
  experiment: ExperimentId,
  { main, pipeline, input, said }: ReferenceQuestion & { readonly said: ReturnType<typeof saidByBaseline> },
  { root, env, signal, emit }: CommandContext,
): Promise<Result<ScoredRows, NotScored>> {
  const record = await readRecord(root, experiment);
  if (!record.ok) return err({ kind: 'not-here', experiment });
  const declared = pipeline.models.flatMap(({ files }) =>
    Object.values(files).map((file) => `${file.stage}.${file.output}`),
  );
  const holdout = pipeline.gates?.holdout ?? null;
  return await scoreOnRows(
    {
      model: record.value,
      rows: main.record,
      stage: said.stage,
      said,
      declared: new Set(declared),
      store: storeFolder(join(root, '.labbook')),
      modules: join(root, 'node_modules'),
      jobs: Number(stringFlag(input, 'jobs')) || null,
      env,
      signal,
      emit,
    },
    ['test', ...(holdout === null ? [] : [holdout])],
  );
}
