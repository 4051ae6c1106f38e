import type { Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import { describeRefusal } from '../words/describe-refusal.ts';
import { findVersion } from './find-version.ts';
import type { LoadedModel, LoadModelOptions } from './loaded-model.ts';
import { ModelRefused } from './model-refused.ts';
import { numericFeature } from './numeric-feature.ts';
import { openRegistry } from './open-registry.ts';
import { registryFolder } from './registry-folder.ts';
import { registryPolicy } from './registry-policy.ts';
import { verifyModel } from './verify-model.ts';

/** The model that `given` names (`forest@latest`), verified; rejects with `ModelRefused` otherwise. */
export async function loadVerified(given: string, options: LoadModelOptions): Promise<LoadedModel> {
  const { root = process.cwd() } = options;
  const folder = registryFolder(root);
  const by = take(await registryPolicy(root, options));
  const entries = take(await openRegistry(folder));
  const version = take(findVersion(entries, given));
  const verified = take(await verifyModel(version, { folder, entries, ...by }));
  const { manifest, signedBy, answering } = verified;
  const { name, digest, metrics, trainingData } = manifest;
  if (answering === null) {
    const detail = 'labbook cannot read its files';
    throw refusedBy({ kind: 'model-unusable', model: name, file: 'ml-models', detail });
  }
  return {
    name,
    version: manifest.version,
    digest,
    features: answering.features,
    classes: answering.classes,
    metrics,
    trainingData,
    signedBy,
    predictProba: async (features) =>
      await answering.predictProba(
        Object.fromEntries(answering.features.map((column) => [column, numericFeature(features, column)])),
      ),
    async predict(rows, { given = 'rows' } = {}) {
      const { openPredictor } = await import('./inference/open-predictor.ts');
      const { columnsOf } = await import('./inference/columns-of.ts');
      const predictor = await openPredictor(verified, { folder, given });
      const prepared = await predictor.prepare(columnsOf(rows));
      return await prepared.answer(0, prepared.rows);
    },
  };
}

export async function findLatest(name: string, { root = process.cwd() }: LoadModelOptions): Promise<string> {
  const entries = take(await openRegistry(registryFolder(root)));
  return take(findVersion(entries, `${name}@latest`)).version;
}

function take<T>(result: Result<T, ModelRefusal>): T {
  if (result.ok) return result.value;
  throw refusedBy(result.error);
}

function refusedBy(refusal: ModelRefusal): ModelRefused {
  const { title, help } = describeRefusal(refusal);
  return new ModelRefused(refusal, help === undefined ? title : `${title}\n${help}`);
}
