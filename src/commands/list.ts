import { ok } from '../base/result.ts';
import { type ExperimentSummary, headlineNames } from '../experiment/query/experiment-summary.ts';
import { filterExperiments } from '../experiment/query/filter-experiments.ts';
import { listRecords } from '../experiment/query/list-records.ts';
import { sortExperiments } from '../experiment/query/sort-experiments.ts';
import { varyingParams } from '../experiment/query/varying-params.ts';
import type { ListDocument } from '../model/document.ts';
import { formatMetric, nameWithUnit } from '../words/format-metric.ts';
import { formatValue } from '../words/format-value.ts';
import { shortTitles } from '../words/short-titles.ts';
import type { Style } from '../words/style.ts';
import { formatTextTable, leastWidth, type TextColumn } from '../words/text-table.ts';
import { type Command, refused, stringFlag } from './command.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'list experiments, newest first, or those that a SQL filter picks',
  positionals: { label: '', min: 0, max: 0 },
  options: {
    where: { type: 'string', label: '<SQL>', summary: 'only experiments for which this expression is true' },
    sort: {
      type: 'string',
      label: '<column>',
      summary: 'order by a metric, param or column; :asc or :desc behind it',
    },
    limit: { type: 'string', label: '<N>', summary: 'at most N experiments (default: 30; 0 for all)' },
  },
  description: `Shows each experiment's state, time, headline metrics, the params that differ between those listed, and tags.

--where takes an expression of DuckDB's SQL. Its columns are id, name, hypothesis, state, started_at, seconds, tags, git_commit, metrics."<stage>.<metric>" and params.<name>:

  labbook list --where 'metrics."evaluate.accuracy" > 0.5 AND params.horizon = 7'
  labbook list --where "list_contains(tags, 'paper') AND started_at > '2026-11-01'"
  labbook list --sort evaluate.accuracy --limit 10

--sort puts the best first for a metric. --json prints every column.`,

  async run(input, context) {
    const limit = parseLimit(stringFlag(input, 'limit'));
    if (limit === null) {
      const given = stringFlag(input, 'limit') ?? '';
      return refused(
        [{ kind: 'bad-flag-value', flag: 'limit', given, takes: { kind: 'count', min: 0 } }],
        nothingListed,
      );
    }
    const listed = await listRecords(context.root);
    const where = stringFlag(input, 'where');
    const filtered =
      where === null
        ? ok(listed.experiments)
        : await filterExperiments(listed.experiments, { where, signal: context.signal });
    if (!filtered.ok) return refused([filtered.error], nothingListed);
    const sort = stringFlag(input, 'sort');
    const sorted = sort === null ? filtered : sortExperiments(filtered.value, sort);
    if (!sorted.ok) return refused([sorted.error], nothingListed);
    const shown = sorted.value.slice(0, limit);
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.list/1',
        total: sorted.value.length,
        experiments: shown.map(asJson),
      } satisfies ListDocument,
      text: textOf(shown, { style: context.style, total: sorted.value.length, isFiltered: where !== null }),
      problems: listed.problems,
    };
  },
};

const nothingListed = { schema: 'labbook.list/1', experiments: null };

/** `Infinity` for 0, which stands for all; null for what is no count. */
function parseLimit(text: string | null): number | null {
  if (text === null) return 30;
  if (!/^\d{1,9}$/.test(text)) return null;
  return Number(text) === 0 ? Number.POSITIVE_INFINITY : Number(text);
}

function asJson(it: ExperimentSummary): ListDocument['experiments'][number] {
  return {
    id: it.id,
    name: it.name,
    hypothesis: it.hypothesis,
    state: it.state,
    startedAt: it.startedAt,
    seconds: it.seconds,
    tags: it.tags,
    parent: it.parent,
    git: it.gitCommit === null ? null : { commit: it.gitCommit, isDirty: it.isDirty },
    params: it.params,
    metrics: Object.fromEntries(Object.entries(it.metrics).map(([name, metric]) => [name, metric.value])),
    report: `reports/${it.id}.html`,
  };
}

function textOf(
  experiments: readonly ExperimentSummary[],
  { style, total, isFiltered }: { style: Style; total: number; isFiltered: boolean },
): string {
  if (total === 0) {
    return isFiltered ? 'No experiment fits the filter.' : 'No experiments yet: labbook run makes the first.';
  }
  const { columns, hidden } = columnsOf(experiments, style);
  const rest = total - experiments.length;
  const more = [
    ...(rest === 0 ? [] : [`… and ${rest} more: --limit 0 shows all`]),
    ...(hidden.length === 0 ? [] : [`… and ${hidden.join(' and ')}: --json has them all`]),
  ];
  return [formatTextTable(columns, style), ...(more.length === 0 ? [] : ['']), ...more.map(style.dim)].join(
    '\n',
  );
}

/** The columns that fit the width, and what does not. */
function columnsOf(
  experiments: readonly ExperimentSummary[],
  style: Style,
): { readonly columns: readonly TextColumn[]; readonly hidden: readonly string[] } {
  const cells = (cell: (it: ExperimentSummary) => string): readonly string[] => experiments.map(cell);
  const always: readonly TextColumn[] = [
    { title: 'experiment', cells: cells((it) => it.id) },
    { title: 'name', shrinkTo: 8, cells: cells((it) => it.name ?? '') },
    {
      title: 'state',
      cells: cells((it) => it.state),
      paint: (padded, state) => (state.trim() === 'ok' ? style.green(padded) : style.red(padded)),
    },
    { title: 'when (UTC)', cells: cells((it) => it.startedAt.slice(0, 16).replace('T', ' ')) },
  ];
  const names = { metrics: headlineNames(experiments), params: varyingParams(experiments) };
  const titles = shortTitles([...names.metrics, ...names.params]);
  const metrics = names.metrics.map(
    (name, i): TextColumn => ({
      title: nameWithUnit(titles[i] ?? name, experiments.find((it) => it.metrics[name])?.metrics[name]),
      align: 'decimal',
      cells: cells((it) => {
        const metric = it.metrics[name];
        return metric === undefined ? '–' : formatMetric(metric.value, metric);
      }),
    }),
  );
  const params = names.params.map((name, i): TextColumn => {
    const title = titles[names.metrics.length + i] ?? name;
    return {
      title,
      align: 'right',
      shrinkTo: Math.max(8, Math.min(title.length, 14)),
      cells: cells((it) => (Object.hasOwn(it.params, name) ? formatValue(it.params[name] ?? null) : '–')),
    };
  });
  const tags: TextColumn = { title: 'tags', shrinkTo: 8, cells: cells((it) => it.tags.join(' ')) };
  const shown = { metrics: metrics.length, params: params.length };
  const chosen = (): readonly TextColumn[] =>
    [...always, ...metrics.slice(0, shown.metrics), ...params.slice(0, shown.params), tags].filter(
      ({ cells: all, title }) => title === 'experiment' || all.some((cell) => cell !== ''),
    );
  while (leastWidth(chosen()) > style.width && shown.metrics + shown.params > 1) {
    // What tells experiments apart stays longer than a third and fourth score of them.
    if (shown.params > 2 || shown.metrics <= 2) {
      if (shown.params > 0) shown.params -= 1;
      else shown.metrics -= 1;
    } else shown.metrics -= 1;
  }
  const hidden = [
    ...(shown.metrics < metrics.length ? [counted(metrics.length - shown.metrics, 'headline metric')] : []),
    ...(shown.params < params.length ? [`${counted(params.length - shown.params, 'param')} that vary`] : []),
  ];
  return { columns: chosen(), hidden };
}

function counted(count: number, noun: string): string {
  return `${count} more ${noun}${count === 1 ? '' : 's'}`;
}
