import { FOREST_FORMAT } from './encode-forest.ts';
import { type ForestHeader, parseHeader } from './forest-header.ts';
import type { ForestModel, ForestTree } from './forest-model.ts';
import { FOREST_LIMITS } from './forest-params.ts';
import { ModelFileReader } from './model-file.ts';

/**
 * Reads a file that `encodeForest` wrote (FORMAT.md). Throws an Error that begins with "not a forest file"
 * for anything else: whatever the bytes, it neither hangs nor reserves memory out of proportion to their
 * number, and what it returns can be used to predict. The digest guards against damage, not against malice.
 */
export function decodeForest(bytes: Uint8Array): ForestModel {
  try {
    return readForest(bytes);
  } catch (error) {
    throw new Error(`not a forest file: ${(error as Error).message}`);
  }
}

function readForest(bytes: Uint8Array): ForestModel {
  const file = new ModelFileReader(FOREST_FORMAT, bytes);
  const header = parseHeader(file.header);
  const classWeights = file.takeDoubles(header.classes.length);
  if (
    !classWeights.every((factor) => factor >= FOREST_LIMITS.leastWeight && factor <= FOREST_LIMITS.mostWeight)
  ) {
    throw new Error('a class weight is out of bounds');
  }
  const importance = file.takeDoubles(header.features.length);
  if (!importance.every((share) => share >= 0 && share <= 1)) {
    throw new Error('an importance is not between 0 and 1');
  }
  const trees = Array.from({ length: header.params.trees }, (_, tree) => {
    try {
      return readTree(header, file);
    } catch (error) {
      throw new Error(`tree ${tree}: ${(error as Error).message}`);
    }
  });
  file.finish();

  const { engine, features, params, seed, outOfBag } = header;
  const forest = { engine, features, params, seed, trees, importance, outOfBag };
  return header.task === 'regression'
    ? { task: 'regression', ...forest }
    : { task: 'classification', ...forest, classes: header.classes, classWeights };
}

function readTree({ task, classes, features }: ForestHeader, file: ModelFileReader): ForestTree {
  const { leafCount, ...splits } = file.takeSplits(features.length);
  if (task === 'regression') {
    const means = file.takeDoubles(leafCount);
    if (!means.every(Number.isFinite)) throw new Error('a leaf is not a finite number');
    return { ...splits, leaves: means };
  }
  const counts = file.takeUint32s(leafCount * classes.length);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const own = counts.subarray(leaf * classes.length, (leaf + 1) * classes.length);
    if (own.every((count) => count === 0)) throw new Error(`leaf ${leaf} has no rows`);
  }
  return { ...splits, leaves: counts };
}
