import type { ModelKind, ModelSpec, OutputReference, PredictSpec, RegistrySpec } from '../model/pipeline.ts';
import { checkPath } from './check-path.ts';
import { nearName } from './near-name.ts';
import type { ModelShape, RegistryShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';
import { durationMs } from './quantities.ts';
import { reportUnknownOutput } from './resolve-input.ts';

interface ModelSurroundings {
  /** Stage id → its outputs. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly report: Report;
}

/** Models as declared, with every reference followed; members before the ensembles that average them. */
export function resolveModels(
  shapes: readonly (readonly [string, Partial<ModelShape>])[],
  { outputs, report }: ModelSurroundings,
): readonly ModelSpec[] {
  const averaged = shapes.filter(([, { members }]) => members === undefined).map(([id]) => id);
  const models = shapes.map(([id, shape]): ModelSpec => {
    const at = `models.${id}`;
    const { files = {}, members = [], evaluate = null } = shape;
    if (shape.files !== undefined && shape.members !== undefined) {
      report({ kind: 'conflicting-keys', at, keys: ['files', 'members'] }, `${at}.members`, 'key');
    } else if (shape.files === undefined && shape.members === undefined) {
      report({ kind: 'missing-key', at, key: 'files' }, at, 'key');
    } else if (shape.files !== undefined && Object.keys(files).length === 0) {
      report({ kind: 'empty', at: `${at}.files` }, `${at}.files`);
    } else if (shape.members?.length === 0) {
      report({ kind: 'empty', at: `${at}.members` }, `${at}.members`);
    }
    for (const [i, given] of members.entries()) {
      if (averaged.includes(given)) continue;
      const near = nearName(given, averaged);
      report(
        { kind: 'unknown-reference', what: 'model', given, near, known: averaged },
        `${at}.members.${i}`,
      );
    }
    if (shape.members !== undefined && shape.predict !== undefined) {
      report({ kind: 'conflicting-keys', at, keys: ['members', 'predict'] }, `${at}.predict`, 'key');
    }
    const namesStage = (given: string, place: string) => {
      const stages = [...outputs.keys()];
      if (stages.includes(given)) return;
      const near = nearName(given, stages);
      report({ kind: 'unknown-reference', what: 'stage', given, near, known: stages }, place);
    };
    if (evaluate !== null) namesStage(evaluate, `${at}.evaluate`);
    for (const [i, stage] of (shape.predict?.transforms ?? []).entries()) {
      namesStage(stage, `${at}.predict.transforms.${i}`);
    }
    const follow = (given: string, place: string) => outputReference(given, { at: place, outputs, report });
    const found = Object.entries(files).map(([role, given]) => [role, follow(given, `${at}.files.${role}`)]);
    return {
      id,
      description: shape.description ?? '',
      kind: kindOf(shape),
      files: Object.fromEntries(found.filter(([, reference]) => reference !== null)),
      members: [...new Set(members)],
      evaluate,
      metricPrefix: shape.metrics === undefined ? '' : `${shape.metrics}.`,
      split: shape.split === undefined ? null : follow(shape.split, `${at}.split`),
      predict: predictSpec(shape.predict ?? {}, (given, key) => follow(given, `${at}.predict.${key}`)),
    };
  });
  return [
    ...models.filter(({ kind }) => kind !== 'ensemble'),
    ...models.filter(({ kind }) => kind === 'ensemble'),
  ];
}

function predictSpec(
  shape: NonNullable<ModelShape['predict']>,
  follow: (given: string, key: string) => OutputReference | null,
): PredictSpec {
  const { transforms = [], rows, features, neutral = {}, time = null, maxAge } = shape;
  return {
    transforms,
    rows: rows === undefined ? null : follow(rows, 'rows'),
    features: features === undefined ? null : follow(features, 'features'),
    neutral,
    time,
    maxAgeMs: maxAge === undefined ? null : durationMs(maxAge),
  };
}

export function resolveRegistry(
  shape: Partial<RegistryShape>,
  { files, report }: { readonly files: ProjectFiles; readonly report: Report },
): RegistrySpec {
  const at = 'registry.trustedKeys';
  const given = shape.trustedKeys ?? 'trusted-keys';
  const path = shape.trustedKeys === undefined ? given : checkPath(given, { at, files, report });
  if (path !== null && /^ml-models(\/|$)/.test(path)) report({ kind: 'keys-among-models', path: given }, at);
  return {
    versions: shape.versions ?? 'semantic',
    signatures: shape.signatures ?? 'where-signed',
    trustedKeys: path ?? given,
  };
}

function kindOf({ files = {}, members }: Partial<ModelShape>): ModelKind {
  if (members !== undefined) return 'ensemble';
  const roles = Object.keys(files);
  if (roles.length === 1 && roles[0] === 'forest') return 'forest';
  if (roles.length === 2 && roles.includes('weights') && roles.includes('topology')) return 'network';
  return 'files';
}

function outputReference(
  given: string,
  { at, outputs, report }: ModelSurroundings & { readonly at: string },
): OutputReference | null {
  const [stage = '', output = '', ...more] = given.split('.');
  if (more.length === 0 && Object.hasOwn(outputs.get(stage) ?? {}, output)) return { stage, output };
  const named = new Map([...outputs].map(([id, of]) => [id, Object.keys(of)]));
  reportUnknownOutput(given, { at, outputs: named, report });
  return null;
}
