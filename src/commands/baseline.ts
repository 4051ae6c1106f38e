import { readPipeline } from '../config/read-pipeline.ts';
import { readBaseline } from '../gate/baseline-file.ts';
import type { Baseline } from '../model/baseline.ts';
import { formatBytes, formatInstant, formatNumber } from '../words/format-value.ts';
import { acceptBaseline } from './accept-baseline.ts';
import {
  type Command,
  type CommandAnswer,
  type CommandContext,
  type CommandInput,
  hasFlag,
  refused,
  stringFlag,
} from './command.ts';

export const baselineCommand: Command = {
  name: 'baseline',
  summary: 'accept the experiment that changes are held against, show it, tell its history',
  positionals: { label: 'accept|show|history [id]', min: 1, max: 2 },
  options: {
    reason: { type: 'string', label: '<text>', summary: 'why the bar is moved; accept asks for one' },
    archive: {
      type: 'boolean',
      summary: 'accept it with all that made it, snapshots included, for clones without a database',
    },
  },
  description: `labbook check holds a change against an accepted experiment, never against the last run. Accepting writes baseline.json and the predictions beside it in baseline/: commit both, so that moving the bar is a reviewed change.

  labbook baseline accept latest --reason "wider window, reviewed in #41"
  labbook baseline accept latest --reason "the first" --archive
  labbook baseline show
  labbook baseline history

With --archive, baseline/ also gets what labbook export writes of the experiment. A clone then needs no database where the snapshot is pinned, can score the accepted model on new test rows, and can bisect.`,

  async run(input, context) {
    const [verb = '', given] = input.positionals;
    if (verb === 'accept') return await accept(given ?? 'latest', input, context);
    if (verb !== 'show' && verb !== 'history') {
      return refused([{ kind: 'unknown-verb', given: verb, known: ['accept', 'show', 'history'] }], nothing);
    }
    const read = await readBaseline(context.root);
    if (!read.ok) return { ...refused([read.error], nothing), exitCode: 7 };
    if (read.value === null) return { ...refused([{ kind: 'no-baseline' }], nothing), exitCode: 5 };
    const baseline = read.value;
    const json = verb === 'show' ? { ...baseline, history: undefined } : historyJson(baseline);
    return { exitCode: 0, json, text: verb === 'show' ? shown(baseline) : history(baseline) };
  },
};

async function accept(
  given: string,
  input: CommandInput,
  { root, env }: CommandContext,
): Promise<CommandAnswer> {
  const reason = stringFlag(input, 'reason');
  if (reason === null || reason.trim() === '') return refused([{ kind: 'no-reason' }], nothing);
  const pipeline = await readPipeline({ root, overrides: [], env });
  const gates = pipeline.ok ? pipeline.value.gates : null;
  const accepted = await acceptBaseline(root, {
    given,
    reason: reason.trim(),
    gates,
    at: new Date(),
    isArchived: hasFlag(input, 'archive'),
  });
  if (!accepted.ok) return refused([accepted.error], nothing);
  const baseline = accepted.value;
  return {
    exitCode: 0,
    json: { ...baseline, history: undefined },
    text: `${baseline.experiment} is the baseline now: commit baseline.json and baseline/${archiveText(baseline)}`,
  };
}

function archiveText({ archive }: Baseline): string {
  return archive === undefined ? '' : ` (an archive of ${formatBytes(archive.bytes)} among it)`;
}

function shown(baseline: Baseline): string {
  const gated = Object.entries(baseline.best).map(([name, { value, experiment }]) => {
    const now = baseline.metrics[name]?.value;
    const best =
      experiment === baseline.experiment ? 'the best ever' : `best ${formatNumber(value)} by ${experiment}`;
    return `  ${name}  ${now === undefined ? '–' : formatNumber(now)}  (${best})`;
  });
  return [
    baseline.experiment,
    `  accepted   ${formatInstant(baseline.acceptedAt)}`,
    `  reason     ${baseline.reason}`,
    `  test set   ${formatNumber(baseline.rows)} rows, scored ${formatNumber(baseline.scoredTimes)} times`,
    `  seeds      ${baseline.predictions.map(({ seed }) => seed).join(', ')}`,
    ...(baseline.archive === undefined
      ? []
      : [`  archive    ${baseline.archive.file}, ${formatBytes(baseline.archive.bytes)}`]),
    ...gated,
  ].join('\n');
}

function history({ history }: Baseline): string {
  return history
    .map(({ acceptedAt, experiment, reason, metrics }) => {
      const values = Object.entries(metrics).map(([name, value]) => `${name} ${formatNumber(value)}`);
      return `${formatInstant(acceptedAt)}  ${experiment}  ${reason}${values.length === 0 ? '' : `\n  ${values.join(', ')}`}`;
    })
    .join('\n');
}

function historyJson({ history }: Baseline): unknown {
  return { schema: 'labbook.baseline-history/1', history };
}

const nothing = { schema: 'labbook.baseline/1', experiment: null };
