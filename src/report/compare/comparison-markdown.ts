import type { Comparison, PairComparison } from '../../model/comparison.ts';
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
  pairSentence,
  partingWords,
  relationWords,
  sentence,
  shortNames,
  testSetLines,
  verdictWords,
} from '../../words/comparison-words.ts';
import { nameWithUnit } from '../../words/format-metric.ts';
import { formatValue } from '../../words/format-value.ts';
import { looksSentence } from '../../words/gate-words.ts';
import { printableText } from '../../words/terminal-text.ts';

/** A comparison as markdown for a pull request; everything of the records is escaped. */
export function comparisonMarkdown(comparison: Comparison, { isAll }: { readonly isAll: boolean }): string {
  const names = shortNames(comparison);
  const title = comparison.experiments.map(({ id }) => code(names.get(id) ?? id)).join(', ');
  const looks = looksSentence(comparison.looks ?? null);
  return [
    `## Comparison of ${title}`,
    ...(comparison.experiments.length > 2 ? [overview(comparison, names)] : []),
    ...comparison.pairs.map((pair) => pairMarkdown(pair, { names, isAll })),
    ...(looks === null ? [] : [escapeMarkdown(sentence(looks))]),
  ].join('\n\n');
}

function overview(comparison: Comparison, names: ReadonlyMap<string, string>): string {
  const { experiments, headlines, varying, pairs, baseline } = comparison;
  const rows = experiments.map(({ id, metrics, params }) => {
    const pair = pairs.find(({ candidate }) => candidate === id);
    return [
      `${code(names.get(id) ?? id)}${id === baseline ? ' (baseline)' : ''}`,
      ...headlines.map((name) => metricValue(metrics[name] ?? null)),
      pair === undefined ? '' : pairCounts(pair),
      ...varying.map((name) =>
        Object.hasOwn(params, name) ? escapeMarkdown(formatValue(params[name] ?? null)) : '–',
      ),
    ];
  });
  return table(['experiment', ...headlines, 'verdict', ...varying].map(escapeMarkdown), rows);
}

function pairMarkdown(
  pair: PairComparison,
  { names, isAll }: { readonly names: ReadonlyMap<string, string>; readonly isAll: boolean },
): string {
  const name = (id: string): string => code(names.get(id) ?? id);
  const shown = isAll ? pair.metrics : foremostMetrics(pair);
  const metrics = table(
    ['metric', name(pair.baseline), name(pair.candidate), 'Δ', 'paired 95 %', 'better is', 'verdict'],
    shown.map((metric) => {
      const look = comparedLook(metric);
      return [
        escapeMarkdown(nameWithUnit(metric.name, look)),
        metricValue(metric.baseline, look),
        metricValue(metric.candidate, look),
        deltaText(metric.delta, look),
        intervalText(intervalOf(metric.verdict), look),
        metric.direction ?? '–',
        verdictWords(metric.verdict),
      ];
    }),
  );
  const { flips } = pair;
  return [
    `### ${name(pair.candidate)} against ${name(pair.baseline)}: ${escapeMarkdown(pairSentence(pair))}`,
    ...[...testSetLines(pair), commonRowsLine(pair), isAll ? manyMetricsWords(pair) : null].flatMap(
      (words) => (words === null ? [] : [escapeMarkdown(sentence(words))]),
    ),
    ...(shown.length > 0 ? [metrics] : []),
    ...changeSections(pair, isAll),
    ...(flips === null
      ? []
      : [
          `**Flips:** ${flips.wrongToRight.length} rows wrong → right, ${flips.rightToWrong.length} right → wrong, ${flips.wrongToWrong} wrong in another way.`,
        ]),
    lineage(pair, isAll),
  ].join('\n\n');
}

function changeSections(pair: PairComparison, isAll: boolean): readonly string[] {
  const stages = pair.changes.flatMap((change) => {
    const lines = isAll || change.kind !== 'follows' ? changeLines(change) : [];
    return [
      `- **${escapeMarkdown(change.stage)}**: ${changeKindWords[change.kind]}`,
      ...lines.map((line) => `  - ${escapeMarkdown(line)}`),
    ];
  });
  const environment = pair.environment.map((fact) => `  - ${escapeMarkdown(factText(fact))}`);
  const lines = [...stages, ...(environment.length === 0 ? [] : ['- **environment**', ...environment])];
  const diffs = pair.changes.flatMap(({ code: change }) => (change === null ? [] : [fenced(change.diff)]));
  return lines.length === 0 ? [] : ['**What changed**', lines.join('\n'), ...diffs];
}

function lineage(pair: PairComparison, isAll: boolean): string {
  const steps = pair.lineage
    .filter(({ relation }) => isAll || relation !== 'same')
    .map(({ stage, relation }) => `- ${escapeMarkdown(stage)}: ${relationWords[relation]}`);
  return [
    `**Lineage:** ${escapeMarkdown(partingWords(pair))}`,
    ...(steps.length === 0 ? [] : [steps.join('\n')]),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as markdown shows it and does not read it; on one line. */
export function escapeMarkdown(text: string): string {
  return printableText(text)
    .replace(/[\\`*_{}[\]()#+!|<>~@-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/:\/\//g, ':\\//');
}

/** A code span; ids hold no backtick, and nothing else is put into one. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** A block of code whose fence is longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}
