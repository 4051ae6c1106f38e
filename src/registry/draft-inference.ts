import type { Digest } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelFile, ModelInference, ModelTransform } from '../model/model-manifest.ts';
import type { ModelSpec } from '../model/pipeline.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { transformRole } from './model-digest.ts';
import { profileFeatures } from './profile-features.ts';
import { outputOf } from './trace-model.ts';

/** A stage's `transform` as code in the store, made from what was recorded of the stage. */
interface BundledTransform {
  readonly digest: Digest;
  readonly bytes: number;
  /** Names of the packages that it imports. */
  readonly packages: readonly string[];
}

export type BundleTransform = (stage: string) => Promise<Result<BundledTransform, string>>;

/** What makes one transform another: the stage's code and parameters. */
export type TransformIdentity = Pick<ModelTransform, 'stage' | 'code' | 'params'>;

/** The transforms of a model by what a record holds of their stages; null where one has no recipe. */
export function transformsOf(
  { predict }: ModelSpec,
  record: ExperimentRecord,
): readonly TransformIdentity[] | null {
  const found = predict.transforms.map((stage) => {
    const recipe = record.stages.find(({ id }) => id === stage)?.recipe ?? null;
    return recipe === null ? null : { stage, code: recipe.code.digest, params: recipe.params };
  });
  return found.every((each) => each !== null) ? found : null;
}

/** What a model answers new rows by, with the code of its transforms among its files. */
export async function draftInference(
  spec: ModelSpec,
  from: {
    readonly record: ExperimentRecord;
    readonly store: StoreFolder;
    readonly features: readonly string[];
    readonly bundleTransform: BundleTransform;
  },
): Promise<
  Result<{ readonly predict: ModelInference; readonly files: Readonly<Record<string, ModelFile>> }, string>
> {
  const { record, store, features } = from;
  const { rows, neutral, time, maxAgeMs } = spec.predict;
  const files: Record<string, ModelFile> = {};
  const transforms: ModelTransform[] = [];
  for (const identity of transformsOf(spec, record) ?? []) {
    const { stage } = identity;
    const bundle = await from.bundleTransform(stage);
    if (!bundle.ok) return bundle;
    const { digest, bytes, packages } = bundle.value;
    const role = transformRole(stage);
    files[role] = { file: `transform-${stage}.mjs`, digest, bytes, from: `${stage}.transform` };
    transforms.push({ ...identity, role, packages: installedAs(packages, { record, stage }) });
  }
  const profile = await profileOf(spec, { record, store, features });
  if (!profile.ok) return err(profile.error);
  return ok({ predict: { transforms, rows, neutral, time, maxAgeMs, profile: profile.value }, files });
}

async function profileOf(
  { predict, split }: ModelSpec,
  { record, store, features }: { record: ExperimentRecord; store: StoreFolder; features: readonly string[] },
): Promise<Result<ModelInference['profile'], string>> {
  if (predict.features === null || split === null) return ok(null);
  const [table, parts] = [outputOf(record, predict.features), outputOf(record, split)];
  if (table === null || parts === null) return ok(null);
  return await profileFeatures({ store, table, parts, features });
}

/** `name@version` of each, as the stage's recipe has it. */
function installedAs(
  names: readonly string[],
  { record, stage }: { readonly record: ExperimentRecord; readonly stage: string },
): readonly string[] {
  const recipe = record.stages.find(({ id }) => id === stage)?.recipe;
  const known = Object.keys(recipe?.packages ?? {});
  return known.filter((id) => names.includes(id.slice(0, id.lastIndexOf('@'))));
}
