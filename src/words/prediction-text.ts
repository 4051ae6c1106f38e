import type { FeatureDrift, LostMember, PredictionSummary, RowFlags } from '../model/prediction.ts';
import { inflect, list } from './counted.ts';
import { describeRefusal } from './describe-refusal.ts';
import { formatMetric, metricLook } from './format-metric.ts';
import { formatNumber } from './format-value.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';
import { formatTextTable } from './text-table.ts';

/** One row as the table of a terminal shows it. */
export type ShownRow = Readonly<Record<string, unknown>>;

const flagWords: Readonly<Record<keyof RowFlags, string>> = {
  missing: 'without an answer, since a feature is missing that the model never learned to do without',
  imputed: 'with a feature that is missing, as in training rows',
  neutral: 'at the neutral value, since it was missing',
  outOfRange: 'far from all that the training rows held',
};

/** What came of it: the first rows, then what is to be said of them all. */
export function predictionText(
  summary: PredictionSummary,
  { rows, written, style }: { rows: readonly ShownRow[]; written: string | null; style: Style },
): string {
  const { model, members } = summary;
  const from = members.map(({ name, version }) => `${name} ${version}`);
  const title = `${model.name} ${model.version}${from.length > 1 ? ` (the mean of ${list(from)})` : ''}`;
  const as = summary.asOf === null ? '' : `, data as of ${summary.asOf}`;
  const lines = [
    `${title}: ${inflect(summary.answered, 'row')} answered${summary.answered === summary.rows ? '' : ` of ${summary.rows}`}${as}`,
    ...(written === null ? [] : [`Written to ${written}`]),
  ];
  const more = summary.rows - rows.length;
  const table = written === null && rows.length > 0 ? [shownTable(rows, style)] : [];
  const rest =
    table.length > 0 && more > 0 ? [`… and ${inflect(more, 'row')} more: --output FILE takes them all`] : [];
  return [...lines, ...table, ...rest].map(trimmed).join('\n');
}

/** What a person has to know before the answers are used, for stderr. */
export function predictionNotes(
  summary: PredictionSummary,
  { drifted, limit }: { readonly drifted: readonly FeatureDrift[]; readonly limit: number },
): readonly string[] {
  const { degraded, evaluated, unread, flags, otherPackages, rows } = summary;
  const moved = drifted.map(
    ({ feature, psi }) =>
      `${printableText(feature)} has drifted: its population stability index is ${formatNumber(psi)}, above ${formatNumber(limit)}`,
  );
  const lost = degraded.map(
    (member) => `degraded: ${member.name} ${member.version} did not answer: ${lostWords(member)}`,
  );
  const score = degraded.length === 0 ? [] : [evaluatedWords(evaluated)];
  const flagged = (Object.entries(flags) as [keyof RowFlags, Readonly<Record<string, number>>][]).flatMap(
    ([flag, columns]) =>
      Object.entries(columns).map(
        ([column, count]) =>
          `${printableText(column)}: ${count} of ${inflect(rows, 'row')} ${flagWords[flag]}`,
      ),
  );
  const columns = unread.length === 0 ? [] : [`nothing reads ${list(unread.map(printableText))}`];
  const packages = otherPackages.map(
    ({ recorded, found }) =>
      `recorded with ${recorded}; ${found === null ? 'it is not installed' : `${found} is installed`}`,
  );
  return [...lost, ...score, ...moved, ...flagged, ...columns, ...packages];
}

function lostWords({ why }: LostMember): string {
  return why.kind === 'threw' ? printableText(why.message) : describeRefusal(why.refusal).title;
}

function evaluatedWords(evaluated: PredictionSummary['evaluated']): string {
  const headline = Object.entries(evaluated ?? {}).find(([, metric]) => metric.headline === true);
  const [name, metric] = headline ?? Object.entries(evaluated ?? {})[0] ?? [];
  if (name === undefined || metric === undefined) return 'the evaluate stage has not judged what is left';
  return `what is left was evaluated at ${name} ${formatMetric(metric.value, metricLook(metric))}`;
}

function shownTable(rows: readonly ShownRow[], style: Style): string {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => shownCell(row[name]) !== ''));
  return formatTextTable(
    names.flatMap((name) => {
      if (name !== 'probabilities') return [{ title: name, cells: rows.map((row) => shownCell(row[name])) }];
      const classes = Object.keys(
        (rows.find((row) => row[name] !== null)?.[name] as object | undefined) ?? {},
      );
      return classes.map((label) => ({
        title: `p_${label}`,
        align: 'decimal' as const,
        cells: rows.map((row) => {
          const value = (row[name] as Readonly<Record<string, number>> | null)?.[label];
          return value === undefined ? '' : formatNumber(value, 'fixed4');
        }),
      }));
    }),
    style,
  );
}

function shownCell(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? 'given' : String(value);
}

function trimmed(line: string): string {
  return line.replace(/[ \t]+$/gm, '');
}
