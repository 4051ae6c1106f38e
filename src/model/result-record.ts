import type { Digest } from '../base/digest.ts';
import type { ColumnSummary } from './column-summary.ts';
import type { Metric } from './metric.ts';
import type { Notice } from './notice.ts';
import type { PredictionsDeclaration } from './predictions.ts';
import type { CodeParts, Fingerprint, Recipe } from './recipe.ts';
import type { OutputFormat } from './stage.ts';

/**
 * The commit record of a stage's result, kept in the store under its fingerprint. It is written last and
 * only once: where it stands, every blob that it names was stored before it.
 */
export interface ResultRecord {
  readonly schema: 'labbook.result/2';
  readonly fingerprint: Fingerprint;
  readonly recipe: Recipe;
  readonly codeParts: CodeParts;
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** What the stage said of its predictions; left out where it said nothing. */
  readonly predictions?: readonly PredictionsDeclaration[];
  readonly log: readonly LogLine[];
  readonly notices: readonly Notice[];
  readonly seconds: number;
  /** When the stage ran that made it, as an ISO 8601 instant. */
  readonly ranAt: string;
}

/** An output as the store holds it. */
export interface StoredOutput {
  readonly format: OutputFormat;
  /** Digest of the bytes; checked at each restore. */
  readonly blob: Digest;
  /** Identity of the content; enters the recipes of what reads it. Equal to `blob` for byte-stable formats. */
  readonly content: Digest;
  readonly bytes: number;
  /** Of a folder: its files, by path there; `blob` is then that of a list of them. */
  readonly files?: readonly StoredFile[];
  /** For tables: how many rows, and what the columns hold. */
  readonly table: { readonly rows: number; readonly columns: readonly ColumnSummary[] } | null;
}

/** Every blob that an output consists of. */
export function blobsOf({ blob, files = [] }: Pick<StoredOutput, 'blob' | 'files'>): readonly Digest[] {
  return [blob, ...files.map((file) => file.blob)];
}

export interface StoredFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly blob: Digest;
  readonly bytes: number;
}

export interface LogLine {
  /** Seconds since the stage began. */
  readonly at: number;
  readonly level: 'info' | 'warn' | 'stdout' | 'stderr';
  readonly text: string;
}
