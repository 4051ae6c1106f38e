import type { Digest } from '../base/digest.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { inflect, list } from './counted.ts';
import { formatInstant } from './format-value.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';

/** What a name leads to, and what of it is here. */
export function openText(
  {
    record,
    named,
    alsoIn,
    archive,
    missing,
    changed,
  }: {
    readonly record: ExperimentRecord;
    readonly named: {
      readonly digest: Digest;
      readonly stage: string;
      readonly of: { readonly kind: string; readonly output?: string };
    } | null;
    readonly alsoIn: readonly string[];
    readonly archive: string | null;
    readonly missing: readonly string[];
    readonly changed: readonly { readonly path: string; readonly now: 'missing' | 'changed' }[];
  },
  style: Style,
): string {
  const what =
    named === null
      ? null
      : named.of.kind === 'output'
        ? `the output ${named.stage}.${named.of.output ?? ''}`
        : `the ${named.of.kind} of ${named.stage}`;
  const paths = changed.map(({ path, now }) => (now === 'missing' ? `${path} (not there)` : path));
  const lines: readonly (readonly [string, string | null])[] = [
    ['digest', named?.digest ?? null],
    ['is', what],
    ['experiment', style.bold(record.id)],
    ['name', record.name],
    ['recorded', formatInstant(record.startedAt)],
    ['commit', record.git === null ? null : `${record.git.commit}${record.git.isDirty ? ' and more' : ''}`],
    ['also in', alsoIn.length === 0 ? null : list(alsoIn)],
    ['page', archive === null ? `reports/${record.id}.html` : 'page.html in the archive'],
    ['kept', missing.length === 0 ? 'all that it names' : `not here: ${list(missing)}`],
    [
      'since then',
      changed.length === 0
        ? 'no source file is otherwise in this working tree'
        : `${inflect(changed.length, 'source file')} otherwise in this working tree: ${list(paths)}`,
    ],
  ];
  return [
    ...lines.flatMap(([label, text]) =>
      text === null ? [] : [`${label.padEnd(11)} ${label === 'experiment' ? text : printableText(text)}`],
    ),
    style.dim(`next: labbook reproduce ${archive ?? record.id}`),
  ].join('\n');
}
