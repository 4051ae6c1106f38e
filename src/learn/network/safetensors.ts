/** A named tensor of single-precision numbers, row-major. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Writes tensors as one safetensors file, in the order of the reference implementation (by name), so that
 * the same tensors have one byte sequence.
 *
 * Format: 8 bytes of header length (little-endian), that many bytes of JSON, padded with spaces to a
 * multiple of 8, then the values. Source: https://github.com/huggingface/safetensors, README, "Format".
 */
export function encodeSafetensors(tensors: readonly NamedTensor[]): Uint8Array {
  const ordered = [...tensors].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let offset = 0;
  const entries = ordered.map(({ name, shape, values }, i) => {
    if (name === METADATA || name === ordered[i + 1]?.name) throw new Error(`tensor name "${name}" is taken`);
    if (elementCount(shape) !== values.length) {
      throw new Error(`tensor "${name}" has ${values.length} values for the shape [${shape.join(', ')}]`);
    }
    const begin = offset;
    offset += values.length * 4;
    const entry = { dtype: 'F32', shape, data_offsets: [begin, offset] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + offset);
  const view = new DataView(file.buffer);
  view.setUint32(0, headerBytes, true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const { values } of ordered) {
    for (let i = 0; i < values.length; i++, at += 4) view.setFloat32(at, values[i] as number, true);
  }
  return file;
}

/**
 * Reads the tensors of a safetensors file, by name. Every length, offset, shape and type is checked before
 * a tensor is made; throws an Error that says what is wrong with a file that is cut off, too long,
 * overlapping, has holes, or holds another type than F32. Memory stays within a small multiple of the
 * file's size, whatever it claims.
 */
export function decodeSafetensors(file: Uint8Array): ReadonlyMap<string, NamedTensor> {
  const { header, dataStart } = readHeader(file);
  const dataBytes = file.length - dataStart;
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => readEntry(name, entry));
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw bad(`tensor "${name}" begins at byte ${begin}, where the one before ends at ${covered}`);
    }
    if (end > dataBytes)
      throw bad(`tensor "${name}" ends at byte ${end} of ${dataBytes}; the file is cut off`);
    covered = end;
  }
  if (covered !== dataBytes) throw bad(`${dataBytes - covered} bytes after the last tensor belong to none`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return new Map(
    entries.map(({ name, shape, begin, end }) => {
      const values = new Float32Array((end - begin) / 4);
      for (let i = 0, at = dataStart + begin; i < values.length; i++, at += 4) {
        values[i] = view.getFloat32(at, true);
      }
      return [name, { name, shape, values }];
    }),
  );
}

function readHeader(file: Uint8Array): { header: object; dataStart: number } {
  if (file.length < 8) throw bad(`it has ${file.length} bytes; the header length alone takes 8`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const bytes = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || bytes > MOST_HEADER_BYTES) {
    throw bad(`its header claims more than the ${MOST_HEADER_BYTES} bytes that the format allows`);
  }
  if (bytes > file.length - 8) throw bad(`its header claims ${bytes} bytes; the file has ${file.length - 8}`);
  if (file[8] !== 0x7b) throw bad('its header does not begin with "{"');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + bytes)));
  } catch (cause) {
    throw new Error('this is not a safetensors file: its header is not JSON in UTF-8', { cause });
  }
  // What begins with "{" and parses is an object.
  return { header: header as object, dataStart: 8 + bytes };
}

interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, entry: unknown): TensorEntry {
  if (typeof entry !== 'object' || entry === null)
    throw bad(`tensor "${name}" is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = entry as Readonly<Record<string, unknown>>;
  if (dtype !== 'F32') throw bad(`tensor "${name}" has the type ${JSON.stringify(dtype)}; F32 is read`);
  if (!isCounts(shape)) throw bad(`tensor "${name}" has no shape of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) throw bad(`tensor "${name}" has no pair of data offsets`);
  const [begin = 0, end = 0] = offsets;
  const bytes = elementCount(shape) * 4;
  if (end - begin !== bytes) {
    throw bad(`tensor "${name}" has ${end - begin} bytes for the shape [${shape.join(', ')}] of ${bytes}`);
  }
  return { name, shape, begin, end };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function bad(what: string): Error {
  return new Error(`this is not a whole safetensors file: ${what}`);
}

const METADATA = '__metadata__';
const MOST_HEADER_BYTES = 100_000_000;
