import { randomBytes } from 'node:crypto';
import { labbookVersion } from '../base/labbook-version.ts';
import { randomFrom } from '../base/random.ts';
import { testSetDigest } from '../experiment/compare/prediction-table.ts';
import { readPredictions } from '../experiment/compare/read-predictions.ts';
import { takenIds } from '../experiment/query/list-records.ts';
import { buildRecord } from '../experiment/record/build-record.ts';
import { newExperimentId } from '../experiment/record/experiment-id.ts';
import { noteTestSet } from '../experiment/record/looks.ts';
import {
  lockDifferences,
  lockOf,
  readPipelineLock,
  writePipelineLock,
} from '../experiment/record/pipeline-lock.ts';
import {
  experimentOf,
  noteExperiment,
  resultDigest,
  saveExperiment,
} from '../experiment/record/save-experiment.ts';
import type { RunEvent } from '../model/event.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { LogLine } from '../model/result-record.ts';
import { observeEnvironment } from '../observe/environment.ts';
import { observeGit } from '../observe/git-state.ts';
import { keepMaterials } from '../observe/keep-materials.ts';
import type { Bump } from '../registry/next-version.ts';
import { lastRunOf, readLastRun, writeLastRun } from '../run/last-run.ts';
import { type RunEnd, runPipeline } from '../run/run-pipeline.ts';
import { sweep } from '../store/sweep.ts';
import { whileRunning } from '../store/while-running.ts';
import {
  type CommandAnswer,
  type CommandContext,
  type CommandInput,
  hasFlag,
  listFlag,
  stringFlag,
} from './command.ts';
import { keepSteadyState } from './keep-steady-state.ts';
import type { OpenProject } from './open-project.ts';
import { registerRun } from './register-run.ts';
import { runAnswer } from './run-answer.ts';
import { writeDeclarations } from './write-declarations.ts';
import { writeReports } from './write-reports.ts';

export interface RunOrder {
  readonly project: OpenProject;
  /** The stages to bring up to date; null for the whole pipeline. */
  readonly selection: ReadonlySet<string> | null;
  readonly isForced: (stage: string) => boolean;
  /** The stage that waits for a debugger. */
  readonly inspected: string | null;
  readonly jobs: number;
  /** Which number of a new model version is raised; null for what fits. */
  readonly bump: Bump | null;
  readonly input: CommandInput;
}

/** Runs, records what was done, writes the report, and answers. */
export async function executeRun(order: RunOrder, context: CommandContext): Promise<CommandAnswer> {
  const { store } = order.project;
  return await whileRunning({ store, signal: context.signal }, () => runAndRecord(order, context));
}

async function runAndRecord(order: RunOrder, context: CommandContext): Promise<CommandAnswer> {
  const { project, selection, input } = order;
  const { root, pipeline, store, index, sources } = project;
  const startedAt = new Date();
  const outputs = pipeline.stages.flatMap((spec) => Object.values(spec.outputs).map(({ path }) => path));
  await sweep({ root, store, outputs });
  await writeDeclarations(store, pipeline);
  const last = await readLastRun(store);
  const id = newExperimentId({
    at: startedAt,
    random: randomFrom(randomBytes(4).readUInt32LE()),
    existing: await takenIds(root),
  });
  const events: RunEvent[] = [];
  const git = observeGit(root);
  const materials = await keepMaterials({ root, observation: project.observation, store, index });
  const stages = pipeline.stages.filter((spec) => selection?.has(spec.id) ?? true);
  const end = await runPipeline(
    {
      run: id,
      stages,
      observation: project.observation,
      isForced: order.isForced,
      inspected: order.inspected,
      jobs: order.jobs,
      isKeepGoing: hasFlag(input, 'keep-going'),
    },
    {
      root,
      store,
      index,
      signal: context.signal,
      now: () => new Date(),
      emit(event) {
        // Progress is for watching; what it came to is in metrics and logs.
        if (event.kind !== 'stage-progress') events.push(event);
        context.emit(event);
      },
      lend: sources.lend,
      refuse: sources.refuse,
      remember: sources.remember,
    },
  );
  await index.save();

  const result = resultDigest(end.outcomes);
  const isWhole = selection === null;
  const hasRun = end.outcomes.some(({ kind }) => kind !== 'cached');
  const holder = result === null || hasRun ? null : await experimentOf({ root, store }, result);
  let record: ExperimentRecord | null = null;
  if (isWhole && holder === null) {
    record = buildRecord({
      id,
      name: stringFlag(input, 'name'),
      hypothesis: stringFlag(input, 'hypothesis'),
      tags: listFlag(input, 'tag'),
      startedAt,
      finishedAt: new Date(),
      state: end.state,
      command: input.argv,
      overrides: listFlag(input, 'set'),
      parent: last?.experiment ?? null,
      git: await git,
      environment: observeEnvironment(labbookVersion()),
      materials,
      pipeline,
      observation: project.observation,
      outcomes: end.outcomes,
      shown: end.shown,
      logs: failureLogs(events),
    });
    await saveExperiment({ root, store, record, events });
    const scored = await readPredictions(root, record);
    if (scored.ok) await noteTestSet(root, { id, testSet: testSetDigest(scored.value) });
    // One that was stopped while it drew its displays has all results, and is not what a later run means.
    if (result !== null && end.state === 'ok') await noteExperiment(store, { result, id });
  }
  const experiment = isWhole ? (record?.id ?? holder) : null;
  const held = experiment ?? last?.experiment ?? null;
  await writeLastRun(store, lastRunOf({ experiment: held, at: startedAt, outcomes: end.outcomes }));
  const models = await registerRun({ order, end, record, experiment }, context);
  const frozen = await keepLock({ order, end });
  const report =
    experiment === null ? null : await writeReports({ root, experiment, isNew: record !== null, end });
  await keepSteadyState({ project, end, experiment, report, models, input, context });
  await index.save();
  return runAnswer({
    project,
    end,
    experiment,
    isCreated: record !== null,
    report,
    models,
    frozen,
    notKept: record === null ? [] : materials.notKept,
    style: context.style,
  });
}

/** Writes pipeline.lock, or with `--frozen` names the stages for which it would have to change. */
async function keepLock({ order, end }: { order: RunOrder; end: RunEnd }): Promise<readonly string[]> {
  const { project, input, selection } = order;
  if (selection !== null || end.state !== 'ok') return [];
  const lock = lockOf(project.pipeline, end.outcomes);
  if (hasFlag(input, 'frozen')) return lockDifferences(await readPipelineLock(project.root), lock);
  if (listFlag(input, 'set').length === 0) await writePipelineLock(project.root, lock);
  return [];
}

function failureLogs(events: readonly RunEvent[]): ReadonlyMap<string, readonly LogLine[]> {
  const logs = new Map<string, LogLine[]>();
  for (const event of events) {
    if (event.kind !== 'stage-log') continue;
    const lines = logs.get(event.stage) ?? [];
    lines.push(event.line);
    logs.set(event.stage, lines);
  }
  return logs;
}
