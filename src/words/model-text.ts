import { shortDigest } from '../base/digest.ts';
import type { Metric } from '../model/metric.ts';
import type { ModelManifest } from '../model/model-manifest.ts';
import { formatMetric, metricInterval, metricLook, nameWithUnit } from './format-metric.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';
import { formatTextTable } from './text-table.ts';

/** A version as a list of models shows it. */
export interface ListedVersion {
  readonly model: string;
  readonly version: string;
  readonly digest: ModelManifest['digest'];
  readonly at: string;
  readonly experiment: string;
  readonly aliases: readonly string[];
  readonly isSigned: boolean;
}

export function versionsTable(versions: readonly ListedVersion[], style: Style): string {
  if (versions.length === 0) {
    return 'No model is registered. Declare some under models: in pipeline.yaml, and run.';
  }
  const cells = (of: (version: ListedVersion) => string) => versions.map(of);
  return formatTextTable(
    [
      { title: 'model', cells: cells(({ model }) => model) },
      { title: 'version', cells: cells(({ version }) => version) },
      { title: 'aliases', cells: cells(({ aliases }) => aliases.join(' ')) },
      { title: 'digest', cells: cells(({ digest }) => shortDigest(digest)) },
      { title: 'signed', cells: cells(({ isSigned }) => (isSigned ? 'yes' : 'no')) },
      { title: 'registered', cells: cells(({ at }) => at.slice(0, 16).replace('T', ' ')) },
      { title: 'experiment', cells: cells(({ experiment }) => experiment), shrinkTo: 12 },
    ],
    style,
  );
}

/** All that is to be told of one version. */
export function modelText(
  manifest: ModelManifest,
  { aliases, signedBy, style }: { aliases: readonly string[]; signedBy: string | null; style: Style },
): string {
  const { trainingData, files, members, git } = manifest;
  const listed = (names: readonly string[]) => (names.length === 0 ? null : names.join(', '));
  const rows: readonly (readonly [string, string | null])[] = [
    [
      'model',
      `${manifest.name} ${manifest.version}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}`,
    ],
    ['description', manifest.description === '' ? null : manifest.description],
    ['digest', manifest.digest],
    ['created', manifest.created],
    ['experiment', manifest.experiment],
    [
      'git',
      git === null ? null : `${git.commit.slice(0, 12)}${git.isDirty ? ', with uncommitted changes' : ''}`,
    ],
    ['trained on', trainingData === null ? null : trainingText(trainingData)],
    ['snapshots', listed(Object.entries(manifest.snapshots).map(([name, digest]) => `${name} ${digest}`))],
    ['split', manifest.split === null ? null : `${manifest.split.output} ${manifest.split.digest}`],
    ['reads', listed(manifest.features)],
    ['answers', listed(manifest.classes)],
    ['members', listed(members.map(({ name, version }) => `${name} ${version}`))],
    ['files', listed(Object.values(files).map(({ file, bytes }) => `${file} (${bytes} bytes)`))],
    ['signed', signedBy === null ? 'no' : `by ${signedBy.slice(0, 16)}`],
  ];
  const facts = rows.flatMap(([label, text]) =>
    text === null ? [] : [`${label.padEnd(11)} ${printableText(text)}`],
  );
  const metrics = Object.entries(manifest.metrics);
  if (metrics.length === 0) return facts.join('\n');
  const ordered = [...metrics.filter(isHeadline), ...metrics.filter((entry) => !isHeadline(entry))];
  const shown = ordered.slice(0, Math.max(mostMetrics, metrics.filter(isHeadline).length));
  const rest = ordered.length - shown.length;
  const more = rest === 0 ? '' : `\n… and ${rest} more in model.json`;
  return `${facts.join('\n')}\n\n${metricsTable(shown, style)}${more}`;
}

/** Metrics shown, where there are headline metrics. */
const mostMetrics = 12;

function isHeadline([, { headline }]: readonly [string, Metric]): boolean {
  return headline === true;
}

function trainingText({ rows, from, to }: NonNullable<ModelManifest['trainingData']>): string {
  return `${rows} rows, ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
}

function metricsTable(metrics: readonly (readonly [string, Metric])[], style: Style): string {
  return formatTextTable(
    [
      { title: 'metric', cells: metrics.map(([name, metric]) => nameWithUnit(name, metricLook(metric))) },
      {
        title: 'value',
        align: 'decimal',
        cells: metrics.map(([, metric]) => formatMetric(metric.value, metricLook(metric))),
      },
      {
        title: '95 % interval',
        cells: metrics.map(([, metric]) => metricInterval(metric) ?? ''),
      },
    ],
    style,
  );
}

/** A fact that two versions do not share. */
export interface ModelDifference {
  /** `parameters.train-forest.trees`. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

export function differencesText(
  differences: readonly ModelDifference[],
  { titles, style }: { readonly titles: readonly [string, string]; readonly style: Style },
): string {
  if (differences.length === 0) return `${titles[0]} and ${titles[1]} are one model, told in the same words.`;
  return formatTextTable(
    [
      { title: 'fact', cells: differences.map(({ name }) => name), shrinkTo: 20 },
      { title: titles[0], cells: differences.map(({ before }) => before ?? '–'), shrinkTo: 16 },
      { title: titles[1], cells: differences.map(({ after }) => after ?? '–'), shrinkTo: 16 },
    ],
    style,
  );
}

export function aliasText(moved: {
  readonly model: string;
  readonly alias: string;
  readonly version: string;
  readonly before: string | null;
}): string {
  const { model, alias, version, before } = moved;
  if (before === version) return `${alias} of ${model} is ${version} already.`;
  return `${alias} of ${model} is now ${version}${before === null ? '' : `, and was ${before}`}.`;
}

/** What `models verify` found, a line a version. */
export function verifiedText(
  checked: readonly { readonly title: string; readonly signedBy: string | null; readonly isGood: boolean }[],
): string {
  if (checked.length === 0) return 'No model is registered.';
  return checked
    .map(({ title, signedBy, isGood }) => {
      const signed = signedBy === null ? 'not signed, or not asked' : `signed by ${signedBy.slice(0, 16)}`;
      return isGood ? `ok       ${title}  (${signed})` : `refused  ${title}`;
    })
    .join('\n');
}

export function keyText(made: {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly key: string;
}): string {
  return [
    `private key  ${made.privateFile}`,
    `public key   ${made.publicFile}`,
    `known as     ${made.key}`,
    'Keep the private key to yourself. Commit the public key, where others can see that it does not change.',
  ].join('\n');
}
