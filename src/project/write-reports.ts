import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { ok } from '../base/result.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { annotatedRecord, noAnnotations, readAnnotations } from '../experiment/record/annotations.ts';
import { looksOfExperiment } from '../experiment/record/looks.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { Display } from '../model/display.ts';
import type { Looks } from '../model/looks.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId, ExperimentRecord } from '../model/record.ts';
import { renderExperimentPage } from '../report/experiment-page/experiment-page.ts';
import { writeIndexPage } from '../report/index-page/write-index-page.ts';
import { loadReportRuntime } from '../report/page/report-runtime.ts';
import { writePage } from '../report/page/write-page.ts';
import type { RunEnd } from '../run/run-pipeline.ts';
import { chartMemory } from './chart-memory.ts';

/** What `view` functions show today, where it is not what the record was made with. */
type LaterDisplays = Readonly<Record<string, readonly Display[]>>;

/**
 * Writes the page of an experiment and the index, and gives the page's path in the project. A record is never
 * edited: displays that a changed `view` gave for an old result stand beside it, in `displays.json`.
 */
export async function writeReports({
  root,
  experiment,
  record,
  isRenamed,
  end,
}: {
  readonly root: string;
  readonly experiment: ExperimentId;
  /** Of a new experiment. */
  readonly record: ExperimentRecord | null;
  /** Whether the run said more of an experiment that was there. */
  readonly isRenamed: boolean;
  readonly end: RunEnd;
}): Promise<string | null> {
  const path = `reports/${experiment}.html`;
  if (record === null) {
    const isChanged = (await keepLaterDisplays({ root, experiment, end })) || isRenamed;
    const isThere = (await stat(join(root, path)).catch(() => null)) !== null;
    if (!isChanged && isThere) return path;
  }
  const problem = await writeReport(root, experiment, record);
  await writeIndexPage(root);
  return problem === null ? path : null;
}

/** Renders one experiment's page; gives the problem where the record cannot be read. */
export async function writeReport(
  root: string,
  experiment: ExperimentId,
  known: ExperimentRecord | null = null,
): Promise<Problem | null> {
  const record = known === null ? await readRecord(root, experiment) : ok(known);
  if (!record.ok) return record.error;
  const page = await renderReport(root, record.value, await looksOfExperiment(root, experiment));
  await writePage(join(root, 'reports', `${experiment}.html`), page);
  return null;
}

/** The page of a record, with what was said and shown of it since. */
export async function renderReport(
  root: string,
  record: ExperimentRecord,
  looks: Looks | null = null,
): Promise<string> {
  const experiment = record.id;
  const annotations = await readAnnotations(root, experiment);
  const annotated = annotatedRecord(record, annotations.ok ? annotations.value : noAnnotations);
  const shown = withDisplays(annotated, await readLaterDisplays(root, experiment));
  return await renderExperimentPage({
    record: shown,
    runtime: await loadReportRuntime(),
    notes: annotations.ok ? annotations.value.notes : [],
    memory: await chartMemory(root),
    looks,
  });
}

async function keepLaterDisplays({
  root,
  experiment,
  end,
}: {
  root: string;
  experiment: ExperimentId;
  end: RunEnd;
}): Promise<boolean> {
  const record = await readRecord(root, experiment);
  if (!record.ok) return false;
  const before = await readLaterDisplays(root, experiment);
  const later: Record<string, readonly Display[]> = {};
  for (const { id, displays } of record.value.stages) {
    const shown = end.shown.get(id);
    if (shown === undefined || shown.failure !== null) continue;
    if (canonicalJson(shown.displays) !== canonicalJson(displays)) later[id] = shown.displays;
  }
  if (canonicalJson(later) === canonicalJson(before)) return false;
  await writeAtomic(laterPath(root, experiment), JSON.stringify(later));
  return true;
}

function withDisplays(record: ExperimentRecord, later: LaterDisplays): ExperimentRecord {
  return {
    ...record,
    stages: record.stages.map((stage) => ({ ...stage, displays: later[stage.id] ?? stage.displays })),
  };
}

async function readLaterDisplays(root: string, experiment: ExperimentId): Promise<LaterDisplays> {
  try {
    return JSON.parse(await readFile(laterPath(root, experiment), 'utf8')) as LaterDisplays;
  } catch {
    return {};
  }
}

function laterPath(root: string, experiment: ExperimentId): string {
  return join(root, 'experiments', experiment, 'displays.json');
}
