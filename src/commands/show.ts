import { shortDigest } from '../base/digest.ts';
import { type FoundExperiment, findExperiment } from '../experiment/query/find-experiment.ts';
import { looksOfExperiment } from '../experiment/record/looks.ts';
import type { ShowDocument } from '../model/document.ts';
import type { Looks } from '../model/looks.ts';
import type { Metric } from '../model/metric.ts';
import type { ExperimentRecord, StageRecord } from '../model/record.ts';
import { describeReason } from '../words/describe-reason.ts';
import { formatMetric, metricInterval, metricLook, nameWithUnit } from '../words/format-metric.ts';
import {
  formatBytes,
  formatInstant,
  formatNumber,
  formatSeconds,
  formatValue,
} from '../words/format-value.ts';
import { looksSentence } from '../words/gate-words.ts';
import { noticeText } from '../words/notice-words.ts';
import type { Style } from '../words/style.ts';
import { printableText } from '../words/terminal-text.ts';
import { formatTextTable, type TextColumn } from '../words/text-table.ts';
import { type Command, hasFlag, refused } from './command.ts';

export const showCommand: Command = {
  name: 'show',
  summary: 'show one experiment: its metrics, stages, outputs and where they stand',
  positionals: { label: '[id]', min: 0, max: 1 },
  options: { all: { type: 'boolean', summary: 'show every metric' } },
  description: `Names the latest experiment where no id is given. An id may be shortened to its beginning or to its words, and latest~1 is the one before the latest:

  labbook show calm-otter
  labbook show latest~1 --json

--json prints the record as it stands in experiments/<id>/record.json, with the name, hypothesis and tags that hold now, and the notes.`,

  async run(input, context) {
    const found = await findExperiment(context.root, input.positionals[0] ?? 'latest');
    if (!found.ok) return refused([found.error], { schema: 'labbook.show/1', experiment: null });
    const { record, annotations, problems } = found.value;
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.show/1',
        experiment: record,
        notes: annotations.notes,
      } satisfies ShowDocument,
      text: textOf(found.value, {
        style: context.style,
        isAll: hasFlag(input, 'all'),
        looks: await looksOfExperiment(context.root, record.id),
      }),
      problems,
    };
  },
};

function textOf(
  { record, annotations }: FoundExperiment,
  { style, isAll, looks }: { readonly style: Style; readonly isAll: boolean; readonly looks: Looks | null },
): string {
  const metrics = [metricsTable(record, { style, isAll }), looksSentence(looks) ?? ''].filter(
    (text) => text !== '',
  );
  const sections = [
    identity(record, style),
    titled('metrics', { body: metrics.join('\n'), style }),
    titled('stages', { body: stagesTable(record, style), style }),
    titled('notices', { body: noticeLines(record), style }),
    titled('params', { body: paramLines(record, style), style }),
    titled('outputs', { body: outputsTable(record, style), style }),
    titled('notes', {
      body: annotations.notes
        .map(({ at, text }) => `${formatInstant(at)}  ${printableText(text)}`)
        .join('\n'),
      style,
    }),
    facts([
      ['record', `experiments/${record.id}/record.json`],
      ['report', `reports/${record.id}.html`],
    ]),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function titled(title: string, { body, style }: { body: string; style: Style }): string {
  return body === '' ? '' : `${style.bold(title)}\n${body}`;
}

function identity(record: ExperimentRecord, style: Style): string {
  const { git } = record;
  const state = record.state === 'ok' ? style.green(record.state) : style.red(record.state);
  return facts([
    ['experiment', style.bold(record.id)],
    ['name', record.name],
    ['hypothesis', record.hypothesis],
    ['tags', record.tags.length === 0 ? null : record.tags.join(' ')],
    ['state', state],
    ['started', `${formatInstant(record.startedAt)}, took ${formatSeconds(record.seconds)}`],
    ['command', `labbook ${record.command.join(' ')}`],
    ['parent', record.parent],
    [
      'git',
      git === null
        ? null
        : `${git.commit.slice(0, 12)}${git.branch === null ? '' : ` (${git.branch})`}${git.isDirty ? ', with uncommitted changes' : ''}`,
    ],
    [
      'machine',
      `node ${record.environment.node}, ${record.environment.platform} ${record.environment.arch}, labbook ${record.environment.labbook}`,
    ],
  ]);
}

/** Lines of a label and a text; those without a text are left out. Colours come from `style`, never from data. */
function facts(rows: readonly (readonly [string, string | null])[]): string {
  return rows
    .flatMap(([label, text]) =>
      text === null
        ? []
        : [`${label.padEnd(11)} ${label === 'state' || label === 'experiment' ? text : printableText(text)}`],
    )
    .join('\n');
}

/** Metrics shown without `--all`, where there are headline metrics. */
const mostMetrics = 12;

function metricsTable(
  record: ExperimentRecord,
  { style, isAll }: { readonly style: Style; readonly isAll: boolean },
): string {
  const all = Object.entries(record.metrics);
  if (all.length === 0) return '';
  const isHeadline = ([, metric]: readonly [string, Metric]): boolean => metric.headline === true;
  const ordered = [...all.filter(isHeadline), ...all.filter((entry) => !isHeadline(entry))];
  const rows = isAll ? ordered : ordered.slice(0, Math.max(mostMetrics, all.filter(isHeadline).length));
  const rest = ordered.length - rows.length;
  const columns: readonly TextColumn[] = [
    { title: 'metric', cells: rows.map(([name, metric]) => nameWithUnit(name, metricLook(metric))) },
    {
      title: 'value',
      align: 'decimal',
      cells: rows.map(([, metric]) => formatMetric(metric.value, metricLook(metric))),
    },
    {
      title: '95 % interval',
      cells: rows.map(([, metric]) => metricInterval(metric) ?? ''),
    },
    {
      title: 'baseline',
      align: 'decimal',
      cells: rows.map(([, metric]) =>
        metric.baseline === undefined ? '' : formatMetric(metric.baseline, metricLook(metric)),
      ),
    },
    {
      title: 'n',
      align: 'right',
      cells: rows.map(([, { n }]) => (n === undefined ? '' : formatNumber(n, 'integer'))),
    },
  ];
  const told = columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const table = formatTextTable(told, style);
  return rest === 0 ? table : `${table}\n${style.dim(`… and ${rest} more metrics: --all shows them`)}`;
}

function stagesTable({ stages }: ExperimentRecord, style: Style): string {
  const why = (stage: StageRecord): string => stage.reasons.map(describeReason).join('; ');
  return formatTextTable(
    [
      { title: 'stage', cells: stages.map(({ id }) => id) },
      {
        title: 'state',
        cells: stages.map(({ state }) => state),
        paint: (padded, state) =>
          state === 'failed' ? style.red(padded) : state === 'ran' ? style.green(padded) : style.dim(padded),
      },
      { title: 'time', align: 'right', cells: stages.map(({ seconds }) => formatSeconds(seconds)) },
      { title: 'why', shrinkTo: 20, cells: stages.map(why) },
    ],
    style,
  );
}

function noticeLines({ stages }: ExperimentRecord): string {
  return stages
    .flatMap(({ id, notices }) => notices.map((one) => printableText(`${id}: ${noticeText(one)}`)))
    .join('\n');
}

function paramLines(record: ExperimentRecord, style: Style): string {
  const lines = record.stages.flatMap(({ id, recipe }) =>
    Object.entries(recipe?.params ?? {}).map(
      ([name, value]) => [`${id}.${name}`, formatValue(value)] as const,
    ),
  );
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  const room = Math.max(20, style.width - width - 2);
  return lines
    .map(([name, value]) => {
      const text = [...printableText(value)];
      const shown = text.length > room ? `${text.slice(0, room - 1).join('')}…` : text.join('');
      return `${printableText(name).padEnd(width)}  ${shown}`;
    })
    .join('\n');
}

function outputsTable({ stages }: ExperimentRecord, style: Style): string {
  const rows = stages.flatMap(({ id, outputs }) => outputs.map((output) => ({ id, output })));
  if (rows.length === 0) return '';
  return formatTextTable(
    [
      { title: 'output', cells: rows.map(({ id, output }) => `${id}.${output.name}`) },
      { title: 'content', cells: rows.map(({ output }) => shortDigest(output.content)) },
      {
        title: 'rows',
        align: 'right',
        cells: rows.map(({ output }) =>
          output.table === null ? '' : formatNumber(output.table.rows, 'integer'),
        ),
      },
      { title: 'size', align: 'right', cells: rows.map(({ output }) => formatBytes(output.bytes)) },
      { title: 'path', shrinkTo: 20, cells: rows.map(({ output }) => output.path) },
    ],
    style,
  );
}
