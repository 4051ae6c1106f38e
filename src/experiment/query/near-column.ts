import { closest, distance } from 'fastest-levenshtein';
import { type FilterTable, writtenPath } from './filter-table.ts';

/**
 * The column that a filter probably meant, as it is to be written, by the first name in it that is none:
 * `metrics.evaluate.accuracy`, `evaluate.accuracy` and `acuracy` all mean `metrics."evaluate.accuracy"`.
 * Null where every name is known, or none is near.
 */
export function nearColumn(names: readonly (readonly string[])[], table: FilterTable): string | null {
  const paths = table.columns.map(({ path }) => path);
  const isKnown = (name: readonly string[]): boolean =>
    (name.length === 1 && (name[0] === 'metrics' || name[0] === 'params')) ||
    paths.some((path) => sameText(path.join('\0'), name.slice(0, path.length).join('\0')));
  const missed = names.find((name) => !isKnown(name));
  if (missed === undefined) return null;
  const asked = missed.join('.').toLowerCase();
  const spelled = paths.map((path) => ({ path, ways: waysToWrite(path) }));
  const exact =
    spelled.find(({ ways }) => ways.includes(asked)) ??
    spelled.find(({ ways }) => asked.length > 2 && ways.some((way) => way.startsWith(asked)));
  if (exact !== undefined) return writtenPath(exact.path);
  const near = closest(
    asked,
    spelled.flatMap(({ ways }) => ways),
  );
  if (near === undefined || distance(asked, near) > Math.max(1, Math.floor(asked.length / 3))) return null;
  const found = spelled.find(({ ways }) => ways.includes(near));
  return found === undefined ? null : writtenPath(found.path);
}

/** `metrics.evaluate.accuracy`, `evaluate.accuracy` and `accuracy`, in lower case. */
function waysToWrite(path: readonly string[]): readonly string[] {
  const whole = path.join('.').toLowerCase();
  const inner = (path.at(-1) ?? '').toLowerCase();
  return [whole, inner, inner.slice(inner.lastIndexOf('.') + 1)];
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
