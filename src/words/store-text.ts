import { inflect } from './counted.ts';
import { formatBytes } from './format-value.ts';
import type { Style } from './style.ts';

interface Sized {
  readonly kind: string;
  readonly bytes: number;
}

/** `12 blobs, 3 results and 4 bundles, 1.2 MB`. */
export function filesText(files: readonly Sized[]): string {
  const nouns = { blobs: 'blob', results: 'result', code: 'bundle' } as const;
  const parts = Object.entries(nouns).map(([kind, noun]) =>
    inflect(files.filter((file) => file.kind === kind).length, noun),
  );
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${parts.join(', ')}: ${formatBytes(bytes)}`;
}

/** What a gc removed, or would. */
export function garbageText({
  kept,
  unnamed,
  removed,
  isDry,
  style,
}: {
  readonly kept: readonly Sized[];
  readonly unnamed: readonly Sized[];
  /** Experiments that were taken away before, and go for good. */
  readonly removed: readonly string[];
  readonly isDry: boolean;
  readonly style: Style;
}): string {
  return [
    `kept       ${filesText(kept)}`,
    style.dim(
      '           named by experiments, registered models, pipeline.lock, baseline.json or the last run',
    ),
    `${isDry ? 'would go' : 'removed'.padEnd(8)}   ${filesText(unnamed)}`,
    ...removed.map((id) => `           experiment ${id}, taken away before`),
    ...(isDry && unnamed.length + removed.length > 0 ? [style.dim('next: labbook gc')] : []),
  ].join('\n');
}

export const runUnderWay = 'A run is under way: nothing was removed. Try again when it has ended.';
