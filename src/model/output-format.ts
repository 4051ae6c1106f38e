import type { OutputFormat } from './stage.ts';

const formats: Readonly<Record<string, OutputFormat>> = {
  parquet: 'parquet',
  duckdb: 'duckdb',
  csv: 'csv',
  json: 'json',
};

/** The format that a file's ending names; `file` where it names none. */
export function outputFormatOf(path: string): OutputFormat {
  return formats[/\.([^./]+)$/.exec(path)?.[1] ?? ''] ?? 'file';
}
