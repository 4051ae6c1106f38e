import { ModelFileWriter, type ModelFormat, treeBytes } from '../forest/model-file.ts';
import type { BoostedTrees } from './boosted-trees.ts';

/**
 * The model as a file: equal models give equal bytes, on every machine. A frame as of forest files (see
 * forest/FORMAT.md) with `LBBOOSTS`, version 1; the header is JSON with `task`, `features`, `classes`, `params`,
 * `seed`, `trees` and `rounds` (how many of each); then doubles: the base of each output, the importance of each
 * feature, losses and validation losses a round; then the trees, with a double a leaf.
 */
export function encodeBoostedTrees(model: BoostedTrees): Uint8Array<ArrayBuffer> {
  const { base, importance, curve, trees } = model;
  const numbers = 8 * (base.length + importance.length + 2 * curve.loss.length);
  const size = trees.reduce((sum, tree) => sum + treeBytes(tree, 8), numbers);
  const writer = new ModelFileWriter(BOOSTED_FORMAT, { header: boostedHeaderText(model), size });
  for (const column of [base, importance, curve.loss, curve.validationLoss]) column.forEach(writer.putDouble);
  for (const tree of trees) {
    writer.putSplits(tree);
    tree.leaves.forEach(writer.putDouble);
  }
  return writer.end();
}

export const BOOSTED_FORMAT: ModelFormat = { magic: 'LBBOOSTS', version: 1 };

function boostedHeaderText({ task, features, classes, params, seed, trees, curve }: BoostedTrees): string {
  const { rounds, learningRate, maxDepth, minChildWeight, l2, minGain } = params;
  const { subsample, featureShare, maxBins, earlyStopping } = params;
  const ordered = {
    rounds,
    learningRate,
    maxDepth,
    minChildWeight,
    l2,
    minGain,
    subsample,
    featureShare,
    maxBins,
    earlyStopping: earlyStopping === null ? null : { patience: earlyStopping.patience },
  };
  return JSON.stringify({
    task,
    features,
    classes,
    params: ordered,
    seed,
    trees: trees.length,
    rounds: curve.loss.length,
  });
}
