import type { Comparison, MetricComparison, PairComparison, Verdict } from '../../model/comparison.ts';
import { changeKindWords, changeLines, factText } from '../../words/change-words.ts';
import {
  commonRowsLine,
  comparedLook,
  deltaText,
  foremostMetrics,
  intervalOf,
  intervalText,
  manyMetricsWords,
  metricValue,
  pairCounts,
  pairKind,
  pairSentence,
  partingWords,
  relationWords,
  shortNames,
  testSetLines,
  verdictWords,
} from '../../words/comparison-words.ts';
import { nameWithUnit } from '../../words/format-metric.ts';
import { formatValue } from '../../words/format-value.ts';
import { looksSentence } from '../../words/gate-words.ts';
import { shortTitles } from '../../words/short-titles.ts';
import type { Style } from '../../words/style.ts';
import { printableText } from '../../words/terminal-text.ts';
import { formatTextTable, type TextColumn } from '../../words/text-table.ts';

/** A comparison for a terminal: verdicts, metrics, what changed, flips, lineage; only what differs unless `all`. */
export function comparisonText(
  comparison: Comparison,
  { style, isAll }: { readonly style: Style; readonly isAll: boolean },
): string {
  const names = shortNames(comparison);
  const isFew = comparison.pairs.length <= 3 || isAll;
  const pairs = isFew
    ? comparison.pairs.map((pair) => pairText(pair, { names, style, isAll }))
    : [comparison.pairs.map((pair) => pairLine(pair, { names, style })).join('\n'), style.dim(restIsInPage)];
  const overview = comparison.experiments.length > 2 ? [overviewTable(comparison, { names, style })] : [];
  const looks = looksSentence(comparison.looks ?? null);
  return [...overview, ...pairs, ...(looks === null ? [] : [style.dim(looks)])].join('\n\n');
}

interface Look {
  readonly names: ReadonlyMap<string, string>;
  readonly style: Style;
}

function overviewTable(comparison: Comparison, { names, style }: Look): string {
  const { experiments, headlines, varying } = comparison;
  const titles = shortTitles([...headlines, ...varying]);
  const columns: readonly TextColumn[] = [
    {
      title: 'experiment',
      cells: experiments.map(
        ({ id }) => `${names.get(id) ?? id}${id === comparison.baseline ? ' (baseline)' : ''}`,
      ),
    },
    ...headlines.map(
      (name, i): TextColumn => ({
        title: titles[i] ?? name,
        align: 'decimal',
        shrinkTo: 8,
        cells: experiments.map(({ metrics }) => metricValue(metrics[name] ?? null)),
      }),
    ),
    {
      title: 'verdicts',
      cells: experiments.map(({ id }) => {
        const pair = comparison.pairs.find(({ candidate }) => candidate === id);
        return pair === undefined ? '' : pairCounts(pair);
      }),
    },
    ...varying.map(
      (name, i): TextColumn => ({
        title: titles[headlines.length + i] ?? name,
        align: 'right',
        shrinkTo: 6,
        cells: experiments.map(({ params }) =>
          Object.hasOwn(params, name) ? formatValue(params[name] ?? null) : '–',
        ),
      }),
    ),
  ];
  return formatTextTable(columns, style);
}

const restIsInPage = 'What changed, flips and lineage of each are in the page; --all shows them here, too.';

function pairLine(pair: PairComparison, { names, style }: Look): string {
  const name = names.get(pair.candidate) ?? pair.candidate;
  return `${name}: ${paint(pairKind(pair), { text: pairSentence(pair), style })}`;
}

function pairText(pair: PairComparison, look: Look & { readonly isAll: boolean }): string {
  const { names, style, isAll } = look;
  const name = (id: string): string => names.get(id) ?? id;
  const sections = [
    [
      style.bold(`${name(pair.candidate)} against ${name(pair.baseline)}: `) +
        paint(pairKind(pair), { text: pairSentence(pair), style }),
      ...[...testSetLines(pair), commonRowsLine(pair)].flatMap((words) =>
        words === null ? [] : [style.dim(`  ${printableText(words)}`)],
      ),
    ].join('\n'),
    metricTable(pair, look),
    section('what changed', { lines: changeText(pair, isAll), style }),
    flipText(pair, style),
    section('lineage', { lines: lineageText(pair, isAll), style }),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function metricTable(
  pair: PairComparison,
  { names, style, isAll }: Look & { readonly isAll: boolean },
): string {
  const shown = (isAll ? pair.metrics : foremostMetrics(pair)).map((metric) => ({
    ...metric,
    look: comparedLook(metric),
  }));
  if (shown.length === 0) return '';
  const others = pair.metrics.filter(
    (metric) => !shown.some(({ name }) => name === metric.name) && isDifferent(metric),
  ).length;
  const table = formatTextTable(
    [
      { title: 'metric', shrinkTo: 24, cells: shown.map(({ name, look }) => nameWithUnit(name, look)) },
      {
        title: names.get(pair.baseline) ?? pair.baseline,
        align: 'decimal',
        cells: shown.map(({ baseline, look }) => metricValue(baseline, look)),
      },
      {
        title: names.get(pair.candidate) ?? pair.candidate,
        align: 'decimal',
        cells: shown.map(({ candidate, look }) => metricValue(candidate, look)),
      },
      { title: 'Δ', align: 'decimal', cells: shown.map(({ delta, look }) => deltaText(delta, look)) },
      {
        title: 'paired 95 %',
        cells: shown.map(({ verdict, look }) => intervalText(intervalOf(verdict), look)),
      },
      { title: 'better is', cells: shown.map(({ direction }) => direction ?? '–') },
      {
        title: 'verdict',
        cells: shown.map(({ verdict }) => verdictWords(verdict)),
        paint: (padded, cell) =>
          cell === 'better' ? style.green(padded) : cell === 'worse' ? style.red(padded) : padded,
      },
    ],
    style,
  );
  const many = isAll || shown.some(({ isHeadline }) => !isHeadline) ? manyMetricsWords(pair) : null;
  const notes = [
    ...(others === 0 ? [] : [`… and ${others} other metrics differ: --all shows them`]),
    ...(many === null ? [] : [many]),
  ];
  return [table, ...notes.map(style.dim)].join('\n');
}

function isDifferent(metric: MetricComparison): boolean {
  return metric.baseline?.value !== metric.candidate?.value;
}

function changeText(pair: PairComparison, isAll: boolean): readonly string[] {
  const stages = pair.changes.flatMap((change) => {
    const lines = isAll || change.kind !== 'follows' ? changeLines(change) : [];
    return [`${change.stage}: ${changeKindWords[change.kind]}`, ...lines.map((line) => `    ${line}`)];
  });
  const environment = pair.environment.map((fact) => `    ${factText(fact)}`);
  return [...stages, ...(environment.length === 0 ? [] : ['environment', ...environment])];
}

function flipText({ flips }: PairComparison, style: Style): string {
  if (flips === null) return '';
  const { rightToWrong, wrongToRight, wrongToWrong } = flips;
  const counts = `${wrongToRight.length} rows wrong → right, ${rightToWrong.length} right → wrong, ${wrongToWrong} wrong in another way`;
  return `${style.bold('flips')}\n  ${counts}`;
}

function lineageText(pair: PairComparison, isAll: boolean): readonly string[] {
  const steps = pair.lineage
    .filter(({ relation }) => isAll || relation !== 'same')
    .map(({ stage, relation }) => `    ${stage}: ${relationWords[relation]}`);
  return [partingWords(pair), ...steps];
}

function section(
  title: string,
  { lines, style }: { readonly lines: readonly string[]; readonly style: Style },
): string {
  if (lines.length === 0) return '';
  return [style.bold(title), ...lines.map((line) => `  ${printableText(line)}`)].join('\n');
}

function paint(
  kind: Verdict['kind'],
  { text, style }: { readonly text: string; readonly style: Style },
): string {
  if (kind === 'better') return style.green(text);
  if (kind === 'worse') return style.red(text);
  return kind === 'same' ? text : style.yellow(text);
}
