import { z } from 'zod';
import { FOREST_LIMITS } from '../forest/forest-params.ts';
import { ModelFileReader } from '../forest/model-file.ts';
import { type BoostedTrees, outputCount } from './boosted-trees.ts';
import { boostingParamsSchema } from './boosting-params.ts';
import { BOOSTED_FORMAT } from './encode-boosted-trees.ts';

const distinct = (most: number) =>
  z
    .array(z.string())
    .max(most)
    .refine((names) => new Set(names).size === names.length, 'a name stands twice');

const headerSchema = z.strictObject({
  task: z.enum(['classification', 'regression']),
  features: distinct(FOREST_LIMITS.features).min(1),
  classes: distinct(FOREST_LIMITS.classes),
  params: boostingParamsSchema.required(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  trees: z
    .int()
    .min(0)
    .max(2 ** 26),
  rounds: z.int().min(0).max(65_536),
});

/**
 * Reads a file that `encodeBoostedTrees` wrote. Throws an Error that begins with "not a file of boosted trees" for
 * anything else: whatever the bytes, what it returns can be used to predict.
 */
export function decodeBoostedTrees(bytes: Uint8Array): BoostedTrees {
  try {
    return read(bytes);
  } catch (error) {
    throw new Error(`not a file of boosted trees: ${(error as Error).message}`);
  }
}

function read(bytes: Uint8Array): BoostedTrees {
  const file = new ModelFileReader(BOOSTED_FORMAT, bytes);
  const parsed = headerSchema.safeParse(JSON.parse(file.header));
  if (!parsed.success)
    throw new Error(`its header is not as it should be:\n${z.prettifyError(parsed.error)}`);
  const { task, features, classes, params, seed, trees: treeCount, rounds } = parsed.data;
  if (task === 'classification' ? classes.length < 2 : classes.length > 0) {
    throw new Error(`a ${task} cannot have ${classes.length} classes`);
  }
  const outputs = outputCount(classes.length);
  if (treeCount % outputs !== 0) throw new Error(`${treeCount} trees are no whole rounds of ${outputs}`);
  const base = finite(file.takeDoubles(outputs), 'a base');
  const importance = finite(file.takeDoubles(features.length), 'an importance');
  const loss = file.takeDoubles(rounds);
  const validationLoss = file.takeDoubles(rounds);
  const trees = Array.from({ length: treeCount }, (_, i) => {
    try {
      const { leafCount, ...splits } = file.takeSplits(features.length);
      return { ...splits, leaves: finite(file.takeDoubles(leafCount), 'a leaf') };
    } catch (error) {
      throw new Error(`tree ${i}: ${(error as Error).message}`);
    }
  });
  file.finish();
  return {
    kind: 'boosted-trees',
    task,
    features,
    classes,
    params,
    seed,
    base,
    trees,
    importance,
    curve: { loss, validationLoss },
  };
}

function finite(values: Float64Array, what: string): Float64Array {
  if (!values.every(Number.isFinite)) throw new Error(`${what} is not a finite number`);
  return values;
}
