import { compareText } from '../base/compare-text.ts';

/**
 * Paths without repeats and without those that lie in a folder which is named too, each before any that it is
 * a beginning of. Node 20 aborts on a permission that it was given before, or that a longer one begins with.
 */
export function outermost(paths: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const path of [...new Set(paths)].sort(compareText)) {
    if (!kept.some((folder) => path.startsWith(`${folder}/`))) kept.push(path);
  }
  return kept;
}
