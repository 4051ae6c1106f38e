import { join } from 'node:path';
import { readPipeline } from '../config/read-pipeline.ts';
import { type LastRun, type LastRunStage, readLastRun } from '../experiment/record/last-run.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { storeFolder } from '../store/store-folder.ts';
import { describeFailure } from '../words/describe-failure.ts';
import { describeReason } from '../words/describe-reason.ts';
import { formatSeconds } from '../words/format-value.ts';
import { noticeText } from '../words/notice-words.ts';
import type { Style } from '../words/style.ts';
import { printableText } from '../words/terminal-text.ts';
import { type Command, type CommandAnswer, refused } from './command.ts';
import { unknownStages } from './unknown-stages.ts';

export const whyCommand: Command = {
  name: 'why',
  summary: 'say why a stage ran in the last run, or why it did not',
  positionals: { label: '<stage>', min: 1, max: 1 },
  options: {},
  description: `Gives the reasons of the last run, for a stage that ran as for one that did not. What the next run would do, and why, is for \`labbook status\`.

  labbook why train-network`,

  async run(input, context) {
    const [stage = ''] = input.positionals;
    const last = await readLastRun(storeFolder(join(context.root, '.labbook')));
    const found = last?.stages.find(({ id }) => id === stage);
    if (last !== null && found !== undefined) return whyAnswer({ last, found, style: context.style });
    const pipeline = await readPipeline({ root: context.root, overrides: [], env: context.env });
    if (!pipeline.ok) return refused(pipeline.error, nothingKnown);
    const unknown = unknownStages([stage], pipeline.value.stages);
    return refused(unknown.length > 0 ? unknown : [{ kind: 'stage-not-reached', stage }], nothingKnown);
  },
};

const nothingKnown = { schema: 'labbook.why/1', stage: null };

function whyAnswer({
  last,
  found,
  style,
}: {
  last: LastRun;
  found: LastRunStage;
  style: Style;
}): CommandAnswer {
  const { id, state, reasons, seconds, failure, notices = [] } = found;
  const words = { ran: 'ran', cached: 'did not have to run', failed: 'failed', blocked: 'could not run' };
  const time = state === 'ran' || state === 'failed' ? ` in ${formatSeconds(seconds)}` : '';
  const lines = [`${style.bold(id)} ${words[state]}${time}`];
  for (const reason of reasons) lines.push(`  ${describeReason(reason)}`);
  if (failure !== null) lines.push(...failureLines(failure).map((line) => style.red(`  ${line}`)));
  for (const notice of notices) lines.push(style.yellow(`  ${printableText(noticeText(notice))}`));
  if (last.experiment !== null) lines.push(style.dim(`  experiment ${last.experiment}`));
  return {
    exitCode: 0,
    json: {
      schema: 'labbook.why/1',
      stage: id,
      state,
      reasons,
      words: reasons.map(describeReason),
      failure,
      notices,
      experiment: last.experiment,
    },
    text: lines.join('\n'),
  };
}

function failureLines(failure: StageFailure): readonly string[] {
  const { headline, frames } = describeFailure(failure);
  return [...headline.split('\n'), ...frames.slice(0, 3).map(({ file, line }) => `at ${file}:${line}`)];
}
