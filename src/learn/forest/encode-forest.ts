import { createHash } from 'node:crypto';
import { headerText } from './forest-header.ts';
import { type ForestModel, LEAF } from './forest-model.ts';

/**
 * The model as a file (FORMAT.md): equal models give equal bytes, on every machine. Throws where it would
 * be larger than 2 GiB, or its names than 16 MiB.
 */
export function encodeForest(model: ForestModel): Uint8Array<ArrayBuffer> {
  const classes = model.task === 'classification' ? model.classes : [];
  const header = new TextEncoder().encode(headerText({ ...model, classes }));
  if (header.length > MAX_HEADER_BYTES) {
    throw new Error(`the forest's names need ${header.length} bytes; ${MAX_HEADER_BYTES} is the most`);
  }
  const leafBytes = model.task === 'classification' ? 4 * classes.length : 8;
  let size = 16 + header.length + 8 * (classes.length + model.features.length) + DIGEST_BYTES;
  for (const { feature } of model.trees) {
    size += 4 + 2 * feature.length + (9 * (feature.length - 1)) / 2 + (leafBytes * (feature.length + 1)) / 2;
  }
  if (size > 2 ** 31) throw new Error(`the forest would be a file of ${size} bytes; 2 GiB is the most`);

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto(FOREST_MAGIC, bytes);
  view.setUint32(8, FOREST_VERSION, true);
  view.setUint32(12, header.length, true);
  bytes.set(header, 16);
  let at = 16 + header.length;
  const putDouble = (value: number): void => {
    view.setFloat64(at, value, true);
    at += 8;
  };
  if (model.task === 'classification') model.classWeights.forEach(putDouble);
  model.importance.forEach(putDouble);
  for (const { feature, threshold, missingLeft, leaves } of model.trees) {
    view.setUint32(at, feature.length, true);
    at += 4;
    for (const f of feature) {
      view.setUint16(at, f, true);
      at += 2;
    }
    feature.forEach((f, node) => {
      if (f !== LEAF) putDouble(threshold[node]!);
    });
    feature.forEach((f, node) => {
      if (f !== LEAF) bytes[at++] = missingLeft[node]!;
    });
    if (model.task === 'regression') leaves.forEach(putDouble);
    else {
      for (const count of leaves) {
        view.setUint32(at, count, true);
        at += 4;
      }
    }
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at);
  return bytes;
}

export const FOREST_MAGIC = 'LBFOREST';
export const FOREST_VERSION = 1;
export const MAX_HEADER_BYTES = 2 ** 24;
export const DIGEST_BYTES = 32;
