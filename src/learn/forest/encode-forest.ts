import { headerText } from './forest-header.ts';
import type { ForestModel } from './forest-model.ts';
import { ModelFileWriter, type ModelFormat, treeBytes } from './model-file.ts';

/**
 * The model as a file (FORMAT.md): equal models give equal bytes, on every machine. Throws where it would
 * be larger than 2 GiB, or its names than 16 MiB.
 */
export function encodeForest(model: ForestModel): Uint8Array<ArrayBuffer> {
  const classes = model.task === 'classification' ? model.classes : [];
  const leafBytes = model.task === 'classification' ? 4 * classes.length : 8;
  const numbers = 8 * (classes.length + model.features.length);
  const size = model.trees.reduce((sum, tree) => sum + treeBytes(tree, leafBytes), numbers);
  const writer = new ModelFileWriter(FOREST_FORMAT, { header: headerText({ ...model, classes }), size });
  if (model.task === 'classification') model.classWeights.forEach(writer.putDouble);
  model.importance.forEach(writer.putDouble);
  for (const tree of model.trees) {
    writer.putSplits(tree);
    tree.leaves.forEach(model.task === 'regression' ? writer.putDouble : writer.putUint32);
  }
  return writer.end();
}

export const FOREST_FORMAT: ModelFormat = { magic: 'LBFOREST', version: 1 };
