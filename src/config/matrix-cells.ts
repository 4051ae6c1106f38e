import type { Json } from '../base/json.ts';
import { matrixSchema } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import { problemsOf } from './shape-problems.ts';

/** One stage of a matrix. */
export interface MatrixCell {
  /** Its values, in the order of the axes: `forest,7`. */
  readonly name: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** More stages than anybody reads the names of. */
const mostCells = 1000;

/**
 * Every combination of the values of the axes, in their order, without those that `exclude` names, and those of
 * `include` besides. Null, with a report, where it gives no stages to be checked.
 */
export function matrixCells(
  matrix: Json,
  { at, report }: { readonly at: string; readonly report: Report },
): readonly MatrixCell[] | null {
  const misfits = problemsOf(matrixSchema, matrix, at.split('.'));
  for (const { facts, path, isKey } of misfits) report(facts, path.join('.'), isKey ? 'key' : undefined);
  const parsed = matrixSchema.safeParse(matrix);
  if (!parsed.success) return null;
  const { include = [], exclude = [], ...axes } = parsed.data;
  const count = Object.values(axes).reduce((product, values) => product * values.length, 1);
  if (count + include.length > mostCells) {
    report({ kind: 'matrix-too-large', at, cells: count + include.length, most: mostCells }, at, 'key');
    return null;
  }
  let cells: readonly MatrixCell['values'][] = Object.keys(axes).length === 0 ? [] : [{}];
  for (const [axis, values] of Object.entries(axes)) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })));
  }
  const fits = (cell: MatrixCell['values'], some: MatrixCell['values']) =>
    Object.entries(some).every(([axis, value]) => cell[axis] === value);
  for (const [i, some] of exclude.entries()) {
    if (!cells.some((cell) => fits(cell, some)))
      report({ kind: 'matrix-excludes-nothing', at }, `${at}.exclude.${i}`);
  }
  const kept = [...cells.filter((cell) => !exclude.some((some) => fits(cell, some))), ...include];
  if (kept.length === 0) report({ kind: 'empty', at }, at, 'key');
  const names = new Map<string, MatrixCell>();
  for (const values of kept) {
    const name = Object.values(values).map(nameOf).join(',');
    if (names.has(name)) {
      report({ kind: 'matrix-clash', at, name }, at, 'key');
      return null;
    }
    names.set(name, { name, values });
  }
  return kept.length > 0 ? [...names.values()] : null;
}

/** As it stands in the names of stages, files and metrics. */
function nameOf(value: string | number | boolean): string {
  return String(value)
    .replace(/[^\w-]/g, '_')
    .slice(0, 24);
}
