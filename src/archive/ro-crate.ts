import type { Json, JsonObject } from '../base/json.ts';
import type { ArchiveMember } from '../model/archive.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { blobPath, pagePath, recordPath } from './archive-paths.ts';
import type { NeededBlob } from './needed-blobs.ts';

const processProfile = 'https://w3id.org/ro/wfrun/process/0.5';
const workflowProfile = 'https://w3id.org/ro/wfrun/workflow/0.5';
const workflowCrate = 'https://w3id.org/workflowhub/workflow-ro-crate/1.0';
const labbookId = '#labbook';
const runId = '#run';

/**
 * The archive as a research object: RO-Crate 1.1, with the profiles Workflow RO-Crate 1.0 and Workflow Run
 * Crate 0.5 (https://www.researchobject.org/workflow-run-crate/), so that other tools know what ran on what.
 */
export function roCrate({
  record,
  members,
  blobs,
}: {
  readonly record: ExperimentRecord;
  /** All but the metadata itself. */
  readonly members: readonly ArchiveMember[];
  readonly blobs: readonly NeededBlob[];
}): JsonObject {
  const names = new Map(blobs.map(({ blob, what }) => [blobPath(blob), what]));
  const present = new Set(members.map(({ path }) => path));
  const made = new Set(record.stages.flatMap(({ outputs }) => outputs.map(({ blob }) => blobPath(blob))));
  const refs = (paths: readonly string[]): Json => paths.filter((path) => present.has(path)).map(reference);
  const given = (record.materials?.inputs ?? []).map(({ blob }) => blobPath(blob));
  const graph: readonly JsonObject[] = [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: reference('./'),
      conformsTo: [reference('https://w3id.org/ro/crate/1.1'), reference(workflowCrate)],
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: record.name ?? record.id,
      description: record.hypothesis ?? (record.pipeline.description || `Experiment ${record.id}`),
      identifier: record.id,
      datePublished: record.finishedAt,
      license: 'No license is stated: ask whoever gave you this archive.',
      keywords: record.tags.join(', '),
      conformsTo: [processProfile, workflowProfile, workflowCrate].map(reference),
      hasPart: refs(members.map(({ path }) => path)),
      mainEntity: reference('pipeline.yaml'),
      mentions: reference(runId),
    },
    ...[
      { id: processProfile, name: 'Process Run Crate', version: '0.5' },
      { id: workflowProfile, name: 'Workflow Run Crate', version: '0.5' },
      { id: workflowCrate, name: 'Workflow RO-Crate', version: '1.0' },
    ].map(({ id, name, version }) => ({ '@id': id, '@type': 'CreativeWork', name, version })),
    {
      '@id': labbookId,
      '@type': 'ComputerLanguage',
      name: 'labbook pipeline',
      version: record.environment.labbook,
    },
    ...members.map((member) => fileEntity(member, { record, name: names.get(member.path) })),
    {
      '@id': runId,
      '@type': 'CreateAction',
      name: `labbook ${record.command.join(' ')}`,
      instrument: reference('pipeline.yaml'),
      startTime: record.startedAt,
      endTime: record.finishedAt,
      actionStatus: reference(
        `http://schema.org/${record.state === 'ok' ? 'CompletedActionStatus' : 'FailedActionStatus'}`,
      ),
      object: refs([...new Set(given)]),
      result: refs([...made]),
      subjectOf: refs([recordPath, pagePath]),
    },
  ];
  return {
    '@context': ['https://w3id.org/ro/crate/1.1/context', 'https://w3id.org/ro/terms/workflow-run/context'],
    '@graph': graph as unknown as Json,
  };
}

function fileEntity(
  { path, bytes, digest }: ArchiveMember,
  { record, name }: { record: ExperimentRecord; name: string | undefined },
): JsonObject {
  const facts = {
    '@id': path,
    name: name ?? path,
    contentSize: `${bytes}`,
    sha256: digest.slice('sha256:'.length),
  };
  if (path !== 'pipeline.yaml') return { ...facts, '@type': 'File' };
  return {
    ...facts,
    '@type': ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'],
    name: record.pipeline.name,
    programmingLanguage: reference(labbookId),
  };
}

function reference(id: string): JsonObject {
  return { '@id': id };
}
