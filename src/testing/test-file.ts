import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { digestFile, digestOf } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Columns } from '../learn/columns.ts';
import type { ColumnType } from '../learn/table/column-type.ts';
import { writeTable } from '../learn/table/write-table.ts';
import { outputFormatOf } from '../model/output-format.ts';
import type { InputFile, OutputFormat } from '../model/stage.ts';

/** What a test gives for an input, or for an output that a `view` under test is to show. */
export type TestFile =
  /** Written as Parquet, or as CSV; `types` are those of `writeTable`, such as `{ ts: 'timestamptz' }`. */
  | {
      readonly table: Columns;
      readonly types?: Readonly<Record<string, ColumnType>>;
      readonly format?: 'parquet' | 'csv';
    }
  /** Written as JSON. */
  | { readonly json: Json }
  /** Written as it is; without a `format` it is a `file`. */
  | { readonly text: string; readonly format?: OutputFormat }
  /** A file that is there already. */
  | { readonly file: string }
  /** What a `glob:` input matched, in this order. */
  | { readonly files: readonly string[] };

/** What a test gave as a stage sees it: in a file below `folder`, where it is in none yet. */
export async function inputFileOf(
  given: TestFile,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<InputFile> {
  const paths = await pathsOf(given, { folder, name });
  const [path = ''] = paths;
  const digests = await Promise.all(paths.map(digestFile));
  const [digest] = digests;
  return {
    path,
    format: outputFormatOf(path),
    digest: digests.length === 1 && digest !== undefined ? digest : digestOf('test-input/1', digests),
    files: paths.map((one) => ({ path: one, name: basename(one) })),
  };
}

/** The name of a file of that format, from which readers know it. */
export function fileName(name: string, format: OutputFormat): string {
  return format === 'file' ? name : `${name}.${format}`;
}

async function pathsOf(
  given: TestFile,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<readonly string[]> {
  if ('files' in given) return given.files.map((path) => resolve(path));
  if ('file' in given) return [resolve(given.file)];
  const format = 'table' in given ? (given.format ?? 'parquet') : 'json' in given ? 'json' : given.format;
  const path = join(folder, fileName(name, format ?? 'file'));
  if ('table' in given) await writeTable(path, given.table, { types: given.types ?? {} });
  else await writeFile(path, 'json' in given ? JSON.stringify(given.json) : given.text);
  return [path];
}
