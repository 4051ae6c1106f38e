import { randomBytes } from 'node:crypto';
import { labbookVersion } from '../base/labbook-version.ts';
import { randomFrom } from '../base/random.ts';
import { testSetDigest } from '../experiment/compare/prediction-table.ts';
import { readPredictions } from '../experiment/compare/read-predictions.ts';
import { changeAnnotations } from '../experiment/query/change-annotations.ts';
import { buildRecord } from '../experiment/record/build-record.ts';
import { claimExperimentId } from '../experiment/record/claim-experiment-id.ts';
import { lastRunOf, readLastRun, writeLastRun } from '../experiment/record/last-run.ts';
import { noteTestSet } from '../experiment/record/looks.ts';
import {
  lockDifferences,
  lockOf,
  readPipelineLock,
  writePipelineLock,
} from '../experiment/record/pipeline-lock.ts';
import { keepExperiment } from '../experiment/record/save-experiment.ts';
import type { RunEvent } from '../model/event.ts';
import type { ExperimentId } from '../model/record.ts';
import type { LogLine } from '../model/result-record.ts';
import { observeEnvironment } from '../observe/environment.ts';
import { observeGit } from '../observe/git-state.ts';
import { keepMaterials } from '../observe/keep-materials.ts';
import { tidyLastOutcomes } from '../run/last-outcome.ts';
import { type RunEnd, runPipeline } from '../run/run-pipeline.ts';
import { sweep } from '../store/sweep.ts';
import { whileRunning } from '../store/while-running.ts';
import { checkLeakage } from './check-leakage.ts';
import { keepSteadyState } from './keep-steady-state.ts';
import { noModels, registerRun } from './register-run.ts';
import type { RunFacts } from './run-document.ts';
import type { RunContext, RunOrder } from './run-order.ts';
import { writeDeclarations } from './write-declarations.ts';
import { writeReports } from './write-reports.ts';

/** Runs, records what was done, and writes the report. */
export async function executeRun(order: RunOrder, context: RunContext): Promise<RunFacts> {
  const { root, store } = order.project;
  const { signal } = context;
  return await whileRunning({ store, signal }, async () => {
    const startedAt = new Date();
    const random = randomFrom(randomBytes(4).readUInt32LE());
    const claimed = await claimExperimentId({ root, store, at: startedAt, random });
    try {
      return await runAndRecord(order, { ...context, startedAt, id: claimed.id });
    } finally {
      await claimed.release();
    }
  });
}

async function runAndRecord(
  order: RunOrder,
  context: RunContext & { readonly startedAt: Date; readonly id: ExperimentId },
): Promise<RunFacts> {
  const { startedAt, id } = context;
  const { project, selection, said } = order;
  const { root, pipeline, store, index, sources } = project;
  const outputs = pipeline.stages.flatMap((spec) => Object.values(spec.outputs).map(({ path }) => path));
  await sweep({ root, store, outputs });
  await writeDeclarations(store, pipeline);
  const last = await readLastRun(store);
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
      isKeepGoing: order.isKeepGoing,
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
      remember: sources.remember,
    },
  );
  await index.save();
  await tidyLastOutcomes(store);

  const makeRecord = async () => {
    const record = buildRecord({
      id,
      ...said,
      startedAt,
      finishedAt: new Date(),
      state: end.state,
      command: order.argv,
      overrides: order.overrides,
      parent: last?.experiment ?? null,
      git: gitState,
      environment: observeEnvironment(labbookVersion()),
      materials,
      pipeline,
      observation: project.observation,
      outcomes: end.outcomes,
      shown: end.shown,
      logs: logsByStage(events),
    });
    return await checkLeakage(record, { project, jobs: order.jobs, context });
  };
  const gitState = await git;
  const extracts = pipeline.stages.flatMap(({ id, work }) => (work.kind === 'extract' ? [id] : []));
  const kept =
    selection === null
      ? await keepExperiment({
          root,
          store,
          outcomes: end.outcomes,
          state: end.state,
          extracts: new Set(extracts),
          checks: pipeline.checks,
          makeRecord,
          events,
        })
      : null;
  const record = kept?.record ?? null;
  const experiment = kept?.id ?? null;
  if (record !== null) {
    const scored = await readPredictions(root, record);
    if (scored.ok) await noteTestSet(root, { id, testSet: testSetDigest(scored.value) });
  }
  const isRenamed =
    record === null && experiment !== null && (await sayOf(experiment, { root, said, context }));
  const held = experiment ?? last?.experiment ?? null;
  const { outcomes, shown } = end;
  await writeLastRun(store, lastRunOf({ experiment: held, at: startedAt, outcomes, shown }));
  const models = order.isRegistered
    ? await registerRun({ project, bump: order.bump, end, record, experiment }, context)
    : noModels;
  const frozen = await keepLock({ order, end });
  const report =
    experiment === null ? null : await writeReports({ root, experiment, record, isRenamed, end });
  await keepSteadyState({ order, end, experiment, report, models, env: context.env });
  await index.save();
  return {
    project,
    end,
    experiment,
    isCreated: record !== null,
    checks: record?.checks ?? [],
    report,
    models,
    frozen,
    notKept: record === null ? [] : materials.notKept,
  };
}

/** What a run says of its experiment is said of the one that holds its result already, too. */
async function sayOf(
  experiment: ExperimentId,
  {
    root,
    said: { name, hypothesis, tags },
    context,
  }: {
    root: string;
    said: RunOrder['said'];
    context: RunContext;
  },
): Promise<boolean> {
  if (name === null && hypothesis === null && tags.length === 0) return false;
  const changed = await changeAnnotations(root, {
    given: experiment,
    signal: context.signal,
    change: ({ annotations, record }) => ({
      ...annotations,
      ...(name === null ? {} : { name }),
      ...(hypothesis === null ? {} : { hypothesis }),
      tags: [...new Set([...record.tags, ...tags])],
    }),
  });
  return changed.ok;
}

/** Writes pipeline.lock, or with `--frozen` names the stages for which it would have to change. */
async function keepLock({ order, end }: { order: RunOrder; end: RunEnd }): Promise<readonly string[]> {
  const { project, selection } = order;
  if (selection !== null || end.state !== 'ok') return [];
  const before = await readPipelineLock(project.root);
  const lock = lockOf(project.pipeline, end.outcomes, before);
  if (order.isFrozen) return lockDifferences(before, lock);
  if (order.overrides.length === 0) await writePipelineLock(project.root, lock);
  return [];
}

function logsByStage(events: readonly RunEvent[]): ReadonlyMap<string, readonly LogLine[]> {
  const logs = new Map<string, LogLine[]>();
  for (const event of events) {
    if (event.kind !== 'stage-log') continue;
    const lines = logs.get(event.stage) ?? [];
    lines.push(event.line);
    logs.set(event.stage, lines);
  }
  return logs;
}
