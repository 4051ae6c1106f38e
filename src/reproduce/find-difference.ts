import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Json } from '../base/json.ts';
import type { OutputFormat } from '../model/stage.ts';
import { compareJson } from './compare-json.ts';
import { compareForests, compareSafetensors } from './compare-models.ts';
import { type Compared, firstOf } from './compare-numbers.ts';
import { compareTables } from './compare-tables.ts';

/** Models and documents are read whole; larger ones are only compared byte by byte. */
const mostBytes = 512 * 2 ** 20;

export interface ComparedFiles {
  readonly format: OutputFormat;
  /** The output's path in the project, whose ending tells models apart. */
  readonly path: string;
  /** Absolute paths of the recorded bytes and of those made now. */
  readonly recorded: string;
  readonly made: string;
}

/**
 * Where two files of one output that are not the same begin to differ, as closely as their format lets one
 * say: a tensor, a column, a value; else a byte. Null where their bytes are the same.
 */
export async function findDifference(files: ComparedFiles): Promise<Compared | null> {
  const bytes = await firstByte(files);
  if (bytes === null) return null;
  try {
    return (await byFormat(files)) ?? bytes;
  } catch (error) {
    // A model of another kind under a known ending, a cut-off table: the bytes still tell something.
    if (error instanceof Error) return bytes;
    throw error;
  }
}

async function byFormat({ format, path, recorded, made }: ComparedFiles): Promise<Compared | null> {
  if (format === 'parquet' || format === 'csv' || format === 'duckdb') {
    return await compareTables(format, [recorded, made]);
  }
  const sizes = await Promise.all([recorded, made].map(async (file) => (await stat(file)).size));
  if (Math.max(...sizes) > mostBytes) return null;
  const [before, after] = await Promise.all([readFile(recorded), readFile(made)]);
  if (format === 'json') {
    return compareJson(
      JSON.parse(before.toString('utf8')) as Json,
      JSON.parse(after.toString('utf8')) as Json,
    );
  }
  if (extname(path) === '.safetensors') return compareSafetensors(before, after);
  const isForest = before.subarray(0, 8).equals(after.subarray(0, 8));
  return isForest ? compareForests(before, after) : null;
}

/** The first byte that differs; −1 stands for the end of the shorter file. */
async function firstByte({ recorded, made }: ComparedFiles): Promise<Compared | null> {
  const [left, right] = [bytesOf(recorded), bytesOf(made)];
  for (let offset = 0; ; ) {
    const [a, b] = [await left.next(), await right.next()];
    if (a.done === true && b.done === true) return null;
    const [before, after] = [a.value ?? Buffer.alloc(0), b.value ?? Buffer.alloc(0)];
    for (let i = 0; i < Math.max(before.length, after.length); i++) {
      if (before[i] === after[i]) continue;
      return firstOf([
        { kind: 'bytes', offset: offset + i, recorded: before[i] ?? -1, made: after[i] ?? -1 },
      ]);
    }
    offset += before.length;
  }
}

/** A file in chunks of one size, so that two can be compared chunk by chunk. */
async function* bytesOf(path: string): AsyncGenerator<Buffer, undefined> {
  const size = 1 << 20;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: size })) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= size) {
      yield rest.subarray(0, size);
      rest = rest.subarray(size);
    }
  }
  if (rest.length > 0) yield rest;
  return undefined;
}
