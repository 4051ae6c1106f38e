import type { ArchiveManifest } from '../model/archive.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { inflect, list } from './counted.ts';
import { formatBytes } from './format-value.ts';
import { notKeptWords } from './not-kept-words.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';

/** What an export wrote, and what nobody can do with it. */
export function exportText({
  file,
  manifest,
  record,
  style,
}: {
  readonly file: string;
  readonly manifest: ArchiveManifest;
  readonly record: ExperimentRecord;
  readonly style: Style;
}): string {
  const bytes = manifest.members.reduce((sum, member) => sum + member.bytes, 0);
  return [
    `${style.bold(file)}  ${inflect(manifest.members.length, 'member')}, ${formatBytes(bytes)}`,
    `  experiment  ${record.id}`,
    ...leftOutLines(manifest, { record, style }),
    ...notKeptWords(record.materials?.notKept ?? []).map((words) =>
      style.yellow(`  not in it: ${printableText(words)}`),
    ),
    style.dim(`  next: labbook reproduce ${file}`),
  ].join('\n');
}

/** What an import took in. */
export function importText({
  record,
  manifest,
  isNew,
  style,
}: {
  readonly record: ExperimentRecord;
  readonly manifest: ArchiveManifest;
  readonly isNew: boolean;
  readonly style: Style;
}): string {
  return [
    `${style.bold(record.id)}  ${isNew ? 'taken in' : 'was here already; its files are whole'}`,
    ...leftOutLines(manifest, { record, style }),
    `  report  reports/${record.id}.html`,
    style.dim(`  next: labbook reproduce ${record.id}`),
  ].join('\n');
}

/** What was left out, and which stages can then not be made again. */
function leftOutLines(
  { leftOut }: ArchiveManifest,
  { record, style }: { record: ExperimentRecord; style: Style },
): readonly string[] {
  if (leftOut.length === 0) return [];
  const left = new Set(leftOut.map(({ blob }) => blob));
  const contents = new Set(
    record.stages.flatMap(({ outputs }) =>
      outputs.flatMap((one) => (left.has(one.blob) ? [one.content] : [])),
    ),
  );
  for (const { blob } of record.materials?.inputs ?? []) if (left.has(blob)) contents.add(blob);
  const readers = record.pipeline.stages.filter(({ id, inputs }) => {
    const own = record.stages.find((stage) => stage.id === id)?.inputs ?? [];
    const isReader = own.some(({ content }) => contents.has(content));
    return isReader || Object.values(inputs).some(({ kind }) => kind === 'glob' || kind === 'folder');
  });
  return [
    style.yellow(`  left out: ${printableText(list(leftOut.map(({ what }) => what)))}`),
    ...(readers.length > 0
      ? [
          style.yellow(
            `  without that, ${list(readers.map(({ id }) => id))} cannot be made again; what comes after can, with --from`,
          ),
        ]
      : []),
  ];
}
