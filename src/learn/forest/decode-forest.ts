import { createHash } from 'node:crypto';
import { DIGEST_BYTES, FOREST_MAGIC, FOREST_VERSION, MAX_HEADER_BYTES } from './encode-forest.ts';
import { type ForestHeader, parseHeader } from './forest-header.ts';
import { type ForestModel, type ForestTree, LEAF } from './forest-model.ts';
import { FOREST_LIMITS } from './forest-params.ts';

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
  const end = bytes.length - DIGEST_BYTES;
  if (end < 16) throw new Error(`${bytes.length} bytes are too few`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== FOREST_MAGIC) {
    throw new Error(`it does not begin with ${FOREST_MAGIC}`);
  }
  const version = view.getUint32(8, true);
  if (version !== FOREST_VERSION) throw new Error(`its version is ${version}, known is ${FOREST_VERSION}`);
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (digest.compare(bytes.subarray(end)) !== 0) {
    throw new Error('it is damaged or cut off: its digest differs from its content');
  }
  let at = 12;
  /** The place of the next `count` bytes; the only way forward, so nothing is read or reserved beyond the end. */
  const take = (count: number): number => {
    if (count > end - at) throw new Error(`it ends where ${count} more bytes should be, at ${at}`);
    at += count;
    return at - count;
  };
  const takeDoubles = (count: number): Float64Array => {
    const from = take(8 * count);
    return Float64Array.from({ length: count }, (_, i) => view.getFloat64(from + 8 * i, true));
  };

  const headerBytes = view.getUint32(take(4), true);
  if (headerBytes > MAX_HEADER_BYTES) throw new Error(`a header of ${headerBytes} bytes is too large`);
  const from = take(headerBytes);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    bytes.subarray(from, from + headerBytes),
  );
  const header = parseHeader(text);
  const classWeights = takeDoubles(header.classes.length);
  if (
    !classWeights.every((factor) => factor >= FOREST_LIMITS.leastWeight && factor <= FOREST_LIMITS.mostWeight)
  ) {
    throw new Error('a class weight is out of bounds');
  }
  const importance = takeDoubles(header.features.length);
  if (!importance.every((share) => share >= 0 && share <= 1)) {
    throw new Error('an importance is not between 0 and 1');
  }
  const trees = Array.from({ length: header.params.trees }, (_, tree) => {
    try {
      return readTree(header, { view, take, takeDoubles });
    } catch (error) {
      throw new Error(`tree ${tree}: ${(error as Error).message}`);
    }
  });
  if (at !== end) throw new Error(`${end - at} bytes follow its last tree`);

  const { engine, features, params, seed, outOfBag } = header;
  const forest = { engine, features, params, seed, trees, importance, outOfBag };
  return header.task === 'regression'
    ? { task: 'regression', ...forest }
    : { task: 'classification', ...forest, classes: header.classes, classWeights };
}

interface Reader {
  readonly view: DataView;
  take(bytes: number): number;
  takeDoubles(count: number): Float64Array;
}

function readTree(header: ForestHeader, { view, take, takeDoubles }: Reader): ForestTree {
  const nodes = view.getUint32(take(4), true);
  if (nodes % 2 === 0) throw new Error(`${nodes} nodes make no binary tree`);
  const leafCount = (nodes + 1) / 2;
  const splits = leafCount - 1;
  const features = take(2 * nodes);
  const thresholds = takeDoubles(splits);
  const sides = take(splits);
  const feature = new Uint16Array(nodes);
  const threshold = new Float64Array(nodes);
  const missingLeft = new Uint8Array(nodes);
  const right = new Int32Array(nodes);
  // In preorder, the shape of a tree is told by which nodes are leaves, so no file can hold a cycle.
  const open: number[] = [];
  let split = 0;
  let leaf = 0;
  for (let node = 0; node < nodes; node++) {
    const f = view.getUint16(features + 2 * node, true);
    feature[node] = f;
    if (f === LEAF) {
      right[node] = leaf++;
      const parent = open.pop();
      if (parent !== undefined) right[parent] = node + 1;
      else if (node !== nodes - 1) throw new Error('nodes follow its last leaf');
      continue;
    }
    if (f >= header.features.length)
      throw new Error(`node ${node} asks for feature ${f}, which is not there`);
    if (split === splits) throw new Error('it has too few leaves');
    const cut = thresholds[split]!;
    const side = view.getUint8(sides + split);
    split++;
    if (!(cut > -Infinity)) throw new Error(`node ${node} has the threshold ${cut}`);
    if (side > 1) throw new Error(`node ${node} sends missing values to side ${side}`);
    threshold[node] = cut;
    missingLeft[node] = side;
    open.push(node);
  }
  if (open.length > 0) throw new Error('it has too few leaves');
  return { feature, threshold, missingLeft, right, leaves: readLeaves(header, leafCount) };

  function readLeaves({ task, classes }: ForestHeader, count: number): Uint32Array | Float64Array {
    if (task === 'regression') {
      const means = takeDoubles(count);
      if (!means.every(Number.isFinite)) throw new Error('a leaf is not a finite number');
      return means;
    }
    const from = take(4 * count * classes.length);
    const counts = new Uint32Array(count * classes.length);
    for (let l = 0; l < count; l++) {
      let rows = 0;
      for (let c = l * classes.length; c < (l + 1) * classes.length; c++) {
        counts[c] = view.getUint32(from + 4 * c, true);
        rows += counts[c]!;
      }
      if (rows === 0) throw new Error(`leaf ${l} has no rows`);
    }
    return counts;
  }
}
