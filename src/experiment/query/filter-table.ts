import { canonicalJson } from '../../base/canonical-json.ts';
import type { Json } from '../../base/json.ts';
import { type ExperimentSummary, headlineNames } from './experiment-summary.ts';

/** Experiments as the columns of a table that a filter reads, before any database knows of it. */
export interface FilterTable {
  readonly rows: number;
  readonly columns: readonly FilterColumn[];
  /** The select list that makes the view `experiments` of the flat columns. */
  readonly select: string;
}

export interface FilterColumn {
  /** As people write it: `['metrics', 'evaluate.accuracy']`. */
  readonly path: readonly string[];
  readonly isHeadline: boolean;
  /** Its name in the flat table. */
  readonly flat: string;
  readonly type: 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'TIMESTAMP' | 'VARCHAR[]';
  /** One a row; instants in milliseconds since 1970. */
  readonly values: readonly (Json | readonly string[])[];
}

export function filterTableOf(experiments: readonly ExperimentSummary[]): FilterTable {
  const single = (
    name: string,
    { type, value }: { type: FilterColumn['type']; value: (experiment: ExperimentSummary) => Json },
  ): Omit<FilterColumn, 'flat'> => ({
    path: [name],
    isHeadline: false,
    type,
    values: experiments.map(value),
  });
  const described = [
    single('id', { type: 'VARCHAR', value: (it) => it.id }),
    single('name', { type: 'VARCHAR', value: (it) => it.name }),
    single('hypothesis', { type: 'VARCHAR', value: (it) => it.hypothesis }),
    single('state', { type: 'VARCHAR', value: (it) => it.state }),
    single('started_at', { type: 'TIMESTAMP', value: (it) => Date.parse(it.startedAt) }),
    single('seconds', { type: 'DOUBLE', value: (it) => it.seconds }),
    single('tags', { type: 'VARCHAR[]', value: (it) => it.tags }),
    single('git_commit', { type: 'VARCHAR', value: (it) => it.gitCommit }),
    ...members('metrics', { rows: experiments.map(metricValues), headlines: headlineNames(experiments) }),
    ...members('params', { rows: experiments.map((it) => it.params), headlines: [] }),
  ];
  const columns = described.map((column, index) => ({ ...column, flat: `c${index}` }));
  const singles = columns.filter(({ path }) => path.length === 1);
  const select = [
    ...singles.map(({ path, flat }) => `${flat} AS ${path[0]}`),
    ...['metrics', 'params'].map((name) => {
      const packed = columns.filter(({ path }) => path.length === 2 && path[0] === name);
      const parts = packed.map(({ path, flat }) => `${quoted(path[1] ?? '')} := ${flat}`);
      return parts.length === 0 ? `NULL AS ${name}` : `struct_pack(${parts.join(', ')}) AS ${name}`;
    }),
  ];
  return { rows: experiments.length, columns, select: select.join(', ') };
}

/**
 * The columns as a filter names them: `seconds`, `params.horizon`, `metrics."evaluate.accuracy"`. Of many, those
 * of the pipeline and the headline metrics come first, and the rest is counted.
 */
export function writtenColumns(table: FilterTable): readonly string[] {
  const rank = ({ path, isHeadline }: FilterColumn): number => {
    const [struct, name] = path;
    if (name === undefined) return 0;
    if (struct === 'metrics') return isHeadline ? 1 : 4;
    return name.includes('.') ? 3 : 2;
  };
  const ordered = [0, 1, 2, 3, 4].flatMap((wanted) =>
    table.columns.filter((column) => rank(column) === wanted),
  );
  const written = ordered.map(({ path }) => writtenPath(path));
  const rest = written.length - mostWritten;
  return rest <= 0 ? written : [...written.slice(0, mostWritten), `… ${rest} more (labbook list --json)`];
}

const mostWritten = 30;

export function writtenPath(path: readonly string[]): string {
  return path.map((part) => (/^[a-z_][a-z0-9_]*$/i.test(part) ? part : quoted(part))).join('.');
}

/** What a parsed query names, by DuckDB's own syntax tree, at any depth. */
export function namedInFilter(tree: unknown): {
  readonly columns: readonly (readonly string[])[];
  readonly tables: readonly string[];
  readonly functions: readonly string[];
} {
  const columns: (readonly string[])[] = [];
  const tables: string[] = [];
  const functions: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, column_names, table_name, function: call } = node as Readonly<Record<string, unknown>>;
    if (type === 'COLUMN_REF' && Array.isArray(column_names)) columns.push(column_names.map(String));
    if (type === 'BASE_TABLE') tables.push(String(table_name));
    if (type === 'TABLE_FUNCTION') {
      functions.push(String((call as Readonly<Record<string, unknown>> | null)?.function_name ?? type));
    }
    for (const member of Object.values(node)) visit(member);
  };
  visit(tree);
  return { columns, tables, functions };
}

/** One column for each name that any of the rows has; names that differ only in case cannot both be told. */
function members(
  struct: string,
  {
    rows,
    headlines,
  }: {
    readonly rows: readonly Readonly<Record<string, Json>>[];
    readonly headlines: readonly string[];
  },
): readonly Omit<FilterColumn, 'flat'>[] {
  const names = new Map<string, string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()].map((name) => {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    const type = typeOf(values);
    return {
      path: [struct, name],
      isHeadline: headlines.includes(name),
      type,
      values: type === 'VARCHAR' ? values.map(asText) : values,
    };
  });
}

/** Numbers and booleans as such where a column holds nothing else; everything else as text. */
function typeOf(values: readonly Json[]): 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.size === 1 && kinds.has('number')) return 'DOUBLE';
  return kinds.size === 1 && kinds.has('boolean') ? 'BOOLEAN' : 'VARCHAR';
}

function asText(value: Json): string | null {
  return value === null || typeof value === 'string' ? value : canonicalJson(value);
}

function metricValues(experiment: ExperimentSummary): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(experiment.metrics).map(([name, metric]) => [name, metric.value]));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
