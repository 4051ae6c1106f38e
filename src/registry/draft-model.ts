import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Digest, digestBytes } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelFile, ModelManifest, ModelMember } from '../model/model-manifest.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { ModelSpec } from '../model/pipeline.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { averageMembers } from './average-members.ts';
import { type Answering, decodeModel } from './decode-model.ts';
import { type BundleTransform, draftInference, transformsOf } from './draft-inference.ts';
import { modelDigest } from './model-digest.ts';
import { outputOf, traceModel } from './trace-model.ts';
import { trainingData } from './training-data.ts';

/** All that is to be told of a model before it has a version. */
export interface DraftModel extends Omit<ModelManifest, 'version' | 'members'> {
  readonly members: readonly Omit<ModelMember, 'version'>[];
  readonly spec: ModelSpec;
  readonly answering: Answering | null;
}

type Identified = { readonly name: string; readonly digest: Digest };

/** Makes a model's manifest of an experiment's record, and reads the model to see that it is one. */
export async function draftModel(
  spec: ModelSpec,
  {
    record,
    store,
    drafts,
    bundleTransform,
  }: {
    readonly record: ExperimentRecord;
    readonly store: StoreFolder;
    /** Of the models before it, its members among them. */
    readonly drafts: readonly DraftModel[];
    readonly bundleTransform: BundleTransform;
  },
): Promise<Result<DraftModel, ModelRefusal>> {
  const files = modelFiles(spec, record);
  const digest = identify(spec, { record, members: drafts });
  const members = spec.members.flatMap((name) => drafts.filter((draft) => draft.name === name));
  const unusable = (file: string, detail: string) =>
    err({ kind: 'model-unusable', model: spec.id, file, detail } as const);
  if (files === null || digest === null)
    return unusable('pipeline.yaml', 'the experiment has no such output');
  const bytes = new Map<string, Uint8Array>();
  for (const [role, { digest: blob, from }] of Object.entries(files)) {
    const content = await readFile(store.blob(blob)).catch(() => null);
    if (content === null || digestBytes(content) !== blob) return unusable(from, 'not in the store');
    bytes.set(role, content);
  }
  let answering: Answering | null;
  try {
    answering = spec.kind === 'ensemble' ? ensembleOf(members) : await decodeModel(spec.kind, bytes);
  } catch (error) {
    const from = Object.values(files).map((file) => file.from);
    return unusable(from.join(', '), (error as Error).message);
  }
  const features = answering?.features ?? [];
  const inference = await draftInference(spec, { record, store, features, bundleTransform });
  if (!inference.ok) return unusable('pipeline.yaml', inference.error);
  const split = spec.split ?? members.find((member) => member.spec.split !== null)?.spec.split ?? null;
  const splitOutput = split === null ? null : outputOf(record, split);
  const sources = [spec, ...members.map((member) => member.spec)].flatMap((each) =>
    Object.values(each.files),
  );
  const { commit, isDirty } = record.git ?? {};
  const { labbook, node, platform } = record.environment;
  return ok({
    schema: 'labbook.model/1',
    name: spec.id,
    description: spec.description,
    kind: spec.kind,
    digest,
    created: record.finishedAt,
    files: { ...files, ...inference.value.files },
    members: members.map(({ name, digest: own }) => ({ name, digest: own })),
    features,
    classes: answering?.classes ?? [],
    trainingData: splitOutput === null ? null : await trainingData(store, splitOutput),
    ...traceModel(record, { spec: { ...spec, split }, sources }),
    ...(spec.kind !== 'ensemble' && { predict: inference.value.predict }),
    experiment: record.id,
    pipeline: record.pipeline.name,
    git: commit === undefined || isDirty === undefined ? null : { commit, isDirty },
    environment: { labbook, node, platform },
    spec,
    answering,
  });
}

/** A model's digest by what a record holds of it, or null where the record lacks a file or a member. */
export function identify(
  spec: ModelSpec,
  { record, members }: { readonly record: ExperimentRecord; readonly members: readonly Identified[] },
): Digest | null {
  const files = modelFiles(spec, record);
  const own = spec.members.flatMap((name) => members.filter((member) => member.name === name));
  if (files === null || own.length < spec.members.length) return null;
  const transforms = transformsOf(spec, record);
  if (transforms === null) return null;
  const { neutral } = spec.predict;
  return modelDigest({
    kind: spec.kind,
    files,
    members: own.map((member) => ({ ...member, version: '' })),
    predict: { transforms, neutral },
  });
}

/** The text of model.json. */
export function draftText(
  { spec: _spec, answering: _answering, ...draft }: DraftModel,
  { version, members }: { readonly version: string; readonly members: readonly ModelMember[] },
): string {
  const { schema, name, ...rest } = draft;
  const manifest: ModelManifest = { schema, name, version, ...rest, members };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function modelFiles(
  { files }: ModelSpec,
  record: ExperimentRecord,
): Readonly<Record<string, ModelFile>> | null {
  const found: Record<string, ModelFile> = {};
  for (const [role, reference] of Object.entries(files)) {
    const output = outputOf(record, reference);
    if (output === null) return null;
    const file = `${role}${extname(output.path)}`;
    const from = `${reference.stage}.${reference.output}`;
    found[role] = { file, digest: output.blob, bytes: output.bytes, from };
  }
  return found;
}

function ensembleOf(members: readonly DraftModel[]): Answering | null {
  const answering = members.flatMap((member) => (member.answering === null ? [] : [member.answering]));
  if (answering.length < members.length)
    throw new Error('labbook cannot read the files of one of its members');
  return averageMembers(answering);
}
