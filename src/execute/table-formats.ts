import type { OutputFormat } from '../model/stage.ts';

/** The formats whose outputs are tables, which are summarized. */
export const tableFormats: ReadonlySet<OutputFormat> = new Set<OutputFormat>(['parquet', 'csv', 'duckdb']);
