import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { readPredictionFile } from '../experiment/compare/read-predictions.ts';
import type { SaidOfRows } from '../experiment/compare/said-of-rows.ts';
import { recordedPipeline } from '../experiment/record/recorded-pipeline.ts';
import type { RunEvent } from '../model/event.ts';
import type { NotScored } from '../model/gate-report.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { upstreamOf } from '../plan/order-stages.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { inputPaths } from './input-paths.ts';
import { makeAgain, prepare } from './make-again.ts';
import { recordedResults } from './recorded-result.ts';
import { makeScratchProject } from './scratch-project.ts';

export interface RowsToScore {
  /** Whose model is scored, by its own scoring code and parameters. */
  readonly model: ExperimentRecord;
  /** Whose test rows it is scored on: everything that the scoring stage reads and that is no model. */
  readonly rows: ExperimentRecord;
  /** The scoring stage. */
  readonly stage: string;
  /** What the stage said of its predictions when they were accepted. */
  readonly said: SaidOfRows;
  /** Outputs that pipeline.yaml calls files of a model, as `train.weights`; else models are told by their kind. */
  readonly declared: ReadonlySet<string>;
  readonly store: StoreFolder;
  readonly modules: string;
  readonly jobs: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

export interface ScoredRows {
  /** The outputs that were taken for the model. */
  readonly model: readonly string[];
  /** The predictions of each part that was asked for and has rows. */
  readonly tables: ReadonlyMap<string, PredictionTable>;
}

/**
 * What the model of one experiment says of the test rows of another: its scoring stage runs once more, in a
 * folder of its own, on the recorded model and on the other's rows. Nothing of the project is read or changed.
 */
export async function scoreOnRows(
  request: RowsToScore,
  parts: readonly string[],
): Promise<Result<ScoredRows, NotScored>> {
  const { model, rows, stage, store, modules, signal } = request;
  const recorded = recordedPipeline(model);
  const scorer = recorded.ok ? recorded.value.stages.find(({ id }) => id === stage) : undefined;
  if (!recorded.ok || scorer === undefined || model.materials === undefined || rows.materials === undefined) {
    return err({ kind: 'no-recipe', experiment: model.id });
  }
  const taken = modelOutputs(scorer, { stages: recorded.value.stages, declared: request.declared });
  if (taken.size === 0) return err({ kind: 'no-model', stage });
  const given = givenResults(scorer, { model, rows, taken });
  if (!given.ok) return given;
  const record = { ...model, materials: { ...model.materials, inputs: rows.materials.inputs } };
  const inputs = inputPaths(record, new Set([stage]));
  const laidOut = await makeScratchProject({ record, store, given: given.value, inputs, modules, signal });
  if (!laidOut.ok) return err(lostOf(laidOut.error));
  await using project = laidOut.value;
  const pipeline = recorded.value;
  const made = new Set([stage]);
  const prepared = await prepare({ project, pipeline, made, env: request.env });
  if (!prepared.ok) return err({ kind: 'scoring-failed', stage });
  const { jobs, emit } = request;
  const end = await makeAgain(prepared.value, { given: given.value, jobs, signal, emit });
  signal.throwIfAborted();
  const output = scorer.outputs[request.said.declared?.output ?? 'predictions'];
  if (end.state !== 'ok' || output === undefined) return err({ kind: 'scoring-failed', stage });
  const tables = new Map<string, PredictionTable>();
  for (const part of parts) {
    const read = await readPredictionFile(join(project.root, output.path), {
      stage,
      ...request.said,
      part,
      shown: output.path,
    });
    if (read.ok) tables.set(part, read.value);
  }
  return ok({ model: [...taken], tables });
}

/**
 * What of a scoring stage's inputs is the model: what pipeline.yaml declares as one, else every output that is no
 * table and was itself made from outputs of other stages.
 */
function modelOutputs(
  scorer: StageSpec,
  { stages, declared }: { readonly stages: readonly StageSpec[]; readonly declared: ReadonlySet<string> },
): ReadonlySet<string> {
  const read = Object.values(scorer.inputs).flatMap((input) => (input.kind === 'output' ? [input] : []));
  const names = read.map(({ stage, output }) => `${stage}.${output}`);
  const known = names.filter((name) => declared.has(name));
  if (known.length > 0) return new Set(known);
  const fitted = read.filter(({ stage, output }) => {
    const spec = stages.find(({ id }) => id === stage);
    const format = spec?.outputs[output]?.format;
    const isTable = format === 'parquet' || format === 'csv' || format === 'duckdb';
    return spec !== undefined && !isTable && upstreamOf(spec).length > 0;
  });
  return new Set(fitted.map(({ stage, output }) => `${stage}.${output}`));
}

/** The results that the scoring stage reads: the model's outputs of one record, all others of the other. */
function givenResults(
  scorer: StageSpec,
  of: {
    readonly model: ExperimentRecord;
    readonly rows: ExperimentRecord;
    readonly taken: ReadonlySet<string>;
  },
): Result<ReadonlyMap<string, ResultRecord>, NotScored> {
  const read = new Set(upstreamOf(scorer));
  const [own, other] = [recordedResults(of.model, read), recordedResults(of.rows, read)];
  const given = new Map<string, ResultRecord>();
  for (const input of Object.values(scorer.inputs)) {
    if (input.kind !== 'output') continue;
    const { stage, output } = input;
    const name = `${stage}.${output}`;
    const base = own.get(stage);
    const before = base?.outputs[output];
    const found = of.taken.has(name) ? before : other.get(stage)?.outputs[output];
    // Another format is another shape: the scoring code reads what it was written for.
    if (base === undefined || found === undefined || found.format !== before?.format) {
      return err({ kind: 'input-gone', from: name });
    }
    const outputs = given.get(stage)?.outputs ?? {};
    given.set(stage, { ...base, outputs: { ...outputs, [output]: found } });
  }
  return ok(given);
}

function lostOf([problem]: readonly Problem[]): NotScored {
  return problem?.kind === 'blob-lost'
    ? { kind: 'lost', what: problem.what }
    : { kind: 'lost', what: 'node_modules' };
}
