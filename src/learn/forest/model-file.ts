import { createHash } from 'node:crypto';
import { type ForestTree, LEAF } from './forest-model.ts';

/**
 * The frame of a model's file: eight letters that name the format, a version, a header in JSON, numbers, and the
 * SHA-256 of it all. Numbers are little-endian; nothing is padded.
 */
export interface ModelFormat {
  /** Eight ASCII letters. */
  readonly magic: string;
  readonly version: number;
}

const MAX_HEADER_BYTES = 2 ** 24;
const DIGEST_BYTES = 32;

/** Writes one model file of a size that is known beforehand. */
export class ModelFileWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at: number;

  /** `size` is that of the numbers after the header. Throws where a file would be larger than formats allow. */
  constructor({ magic, version }: ModelFormat, { header, size }: { header: string; size: number }) {
    const text = new TextEncoder().encode(header);
    if (text.length > MAX_HEADER_BYTES) {
      throw new Error(`the model's names need ${text.length} bytes; ${MAX_HEADER_BYTES} is the most`);
    }
    const total = 16 + text.length + size + DIGEST_BYTES;
    if (total > 2 ** 31) throw new Error(`the model would be a file of ${total} bytes; 2 GiB is the most`);
    this.#bytes = new Uint8Array(total);
    this.#view = new DataView(this.#bytes.buffer);
    new TextEncoder().encodeInto(magic, this.#bytes);
    this.#view.setUint32(8, version, true);
    this.#view.setUint32(12, text.length, true);
    this.#bytes.set(text, 16);
    this.#at = 16 + text.length;
  }

  putDouble = (value: number): void => {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  };

  putUint32 = (value: number): void => {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  };

  /** A tree without what its leaves hold: `treeBytes` of them. */
  putSplits({ feature, threshold, missingLeft }: ForestTree): void {
    this.putUint32(feature.length);
    for (const f of feature) {
      this.#view.setUint16(this.#at, f, true);
      this.#at += 2;
    }
    feature.forEach((f, node) => {
      if (f !== LEAF) this.putDouble(threshold[node]!);
    });
    feature.forEach((f, node) => {
      if (f !== LEAF) this.#bytes[this.#at++] = missingLeft[node]!;
    });
  }

  end(): Uint8Array<ArrayBuffer> {
    const digest = createHash('sha256').update(this.#bytes.subarray(0, this.#at)).digest();
    this.#bytes.set(digest, this.#at);
    return this.#bytes;
  }
}

/** The bytes of a tree whose leaves hold `leafBytes` each. */
export function treeBytes({ feature }: ForestTree, leafBytes: number): number {
  return 4 + 2 * feature.length + (9 * (feature.length - 1)) / 2 + (leafBytes * (feature.length + 1)) / 2;
}

/** Reads a model file; throws an Error that says what is wrong with it, and reserves no memory beyond its size. */
export class ModelFileReader {
  readonly header: string;
  readonly #view: DataView;
  readonly #end: number;
  #at = 12;

  constructor({ magic, version }: ModelFormat, bytes: Uint8Array) {
    this.#end = bytes.length - DIGEST_BYTES;
    if (this.#end < 16) throw new Error(`${bytes.length} bytes are too few`);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== magic) {
      throw new Error(`it does not begin with ${magic}`);
    }
    const found = this.#view.getUint32(8, true);
    if (found !== version) throw new Error(`its version is ${found}, known is ${version}`);
    const digest = createHash('sha256').update(bytes.subarray(0, this.#end)).digest();
    if (digest.compare(bytes.subarray(this.#end)) !== 0) {
      throw new Error('it is damaged or cut off: its digest differs from its content');
    }
    const headerBytes = this.takeUint32();
    if (headerBytes > MAX_HEADER_BYTES) throw new Error(`a header of ${headerBytes} bytes is too large`);
    const from = this.#take(headerBytes);
    this.header = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(from, from + headerBytes),
    );
  }

  takeUint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  takeUint32s(count: number): Uint32Array {
    const from = this.#take(4 * count);
    return Uint32Array.from({ length: count }, (_, i) => this.#view.getUint32(from + 4 * i, true));
  }

  takeDoubles(count: number): Float64Array {
    const from = this.#take(8 * count);
    return Float64Array.from({ length: count }, (_, i) => this.#view.getFloat64(from + 8 * i, true));
  }

  /** A tree without what its leaves hold, which asks for features below `featureCount`. */
  takeSplits(featureCount: number): Omit<ForestTree, 'leaves'> & { readonly leafCount: number } {
    const nodes = this.takeUint32();
    if (nodes % 2 === 0) throw new Error(`${nodes} nodes make no binary tree`);
    const leafCount = (nodes + 1) / 2;
    const splits = leafCount - 1;
    const features = this.#take(2 * nodes);
    const thresholds = this.takeDoubles(splits);
    const sides = this.#take(splits);
    const feature = new Uint16Array(nodes);
    const threshold = new Float64Array(nodes);
    const missingLeft = new Uint8Array(nodes);
    const right = new Int32Array(nodes);
    // In preorder, the shape of a tree is told by which nodes are leaves, so no file can hold a cycle.
    const open: number[] = [];
    let split = 0;
    let leaf = 0;
    for (let node = 0; node < nodes; node++) {
      const f = this.#view.getUint16(features + 2 * node, true);
      feature[node] = f;
      if (f === LEAF) {
        right[node] = leaf++;
        const parent = open.pop();
        if (parent !== undefined) right[parent] = node + 1;
        else if (node !== nodes - 1) throw new Error('nodes follow its last leaf');
        continue;
      }
      if (f >= featureCount) throw new Error(`node ${node} asks for feature ${f}, which is not there`);
      if (split === splits) throw new Error('it has too few leaves');
      const cut = thresholds[split]!;
      const side = this.#view.getUint8(sides + split);
      split++;
      if (!(cut > -Infinity)) throw new Error(`node ${node} has the threshold ${cut}`);
      if (side > 1) throw new Error(`node ${node} sends missing values to side ${side}`);
      threshold[node] = cut;
      missingLeft[node] = side;
      open.push(node);
    }
    if (open.length > 0) throw new Error('it has too few leaves');
    return { feature, threshold, missingLeft, right, leafCount };
  }

  /** Throws where anything follows. */
  finish(): void {
    if (this.#at !== this.#end) throw new Error(`${this.#end - this.#at} bytes follow its last tree`);
  }

  /** The place of the next `count` bytes; the only way forward, so nothing is read or reserved beyond the end. */
  #take(count: number): number {
    if (count > this.#end - this.#at) {
      throw new Error(`it ends where ${count} more bytes should be, at ${this.#at}`);
    }
    this.#at += count;
    return this.#at - count;
  }
}
