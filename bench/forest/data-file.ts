import { readFileSync, writeFileSync } from 'node:fs';

/**
 * A table that both sides of the bench read: a file of doubles (little-endian), a column after the other,
 * the class number last, and beside it `<file>.json` with its sizes.
 */
interface DataFile {
  readonly rows: number;
  readonly features: number;
  /** 0: the last column is a number to predict. */
  readonly classes: number;
}

export function writeData(
  file: string,
  { columns, classes }: { columns: Float64Array[]; classes: number },
): void {
  const sizes: DataFile = { rows: columns[0]!.length, features: columns.length - 1, classes };
  writeFileSync(file, '');
  for (const column of columns) {
    writeFileSync(file, new Uint8Array(column.buffer, column.byteOffset, column.byteLength), { flag: 'a' });
  }
  writeFileSync(`${file}.json`, JSON.stringify(sizes));
}

export function readSizes(file: string): DataFile {
  return JSON.parse(readFileSync(`${file}.json`, 'utf8')) as DataFile;
}

/** The feature columns by name, the labels as class names (and as they stand), and those names in order. */
export function readData(file: string): {
  readonly features: Record<string, Float64Array>;
  readonly labels: string[];
  readonly target: Float64Array;
  readonly classes: string[];
} {
  const { rows, features, classes } = readSizes(file);
  const bytes = readFileSync(file);
  if (bytes.length !== rows * (features + 1) * 8) throw new Error(`${file} has ${bytes.length} bytes`);
  const column = (c: number): Float64Array =>
    new Float64Array(
      bytes.buffer.slice(bytes.byteOffset + c * rows * 8, bytes.byteOffset + (c + 1) * rows * 8),
    );
  const names = Array.from({ length: classes }, (_, c) => `c${c}`);
  return {
    features: Object.fromEntries(Array.from({ length: features }, (_, f) => [`f${f}`, column(f)])),
    labels: classes === 0 ? [] : Array.from(column(features), (code) => names[code]!),
    target: column(features),
    classes: names,
  };
}
