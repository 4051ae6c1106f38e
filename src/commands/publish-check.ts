import { appendFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeAtomic } from '../base/write-atomic.ts';
import type { CheckSummary } from '../model/check-summary.ts';
import type { Gates } from '../model/gates.ts';
import { githubAnnotations, gitlabCodeQuality } from '../report/gate/check-annotations.ts';
import { checkJunit } from '../report/gate/check-junit.ts';
import { checkMarkdown } from '../report/gate/check-markdown.ts';
import { sweepFolder } from '../store/sweep.ts';
import { type CommandContext, type CommandInput, stringFlag } from './command.ts';

/** Writes a check where it was asked for, and where a CI system looks for it; gives what to say on stderr. */
export async function publishCheck(
  summary: CheckSummary,
  {
    input,
    context,
    gates,
  }: { readonly input: CommandInput; readonly context: CommandContext; readonly gates: Gates },
): Promise<readonly string[]> {
  const { env, root } = context;
  const notes: string[] = [];
  const write = async (flag: string, text: () => string): Promise<void> => {
    const path = stringFlag(input, flag);
    if (path === null) return;
    await sweepFolder(dirname(resolve(root, path)));
    await writeAtomic(resolve(root, path), text());
    notes.push(`${flag}: ${path}`);
  };
  await write('junit', () => checkJunit(summary, { isStrict: gates.cannotTell === 'fail' }));
  await write('md', () => checkMarkdown(summary));
  await write('code-quality', () => gitlabCodeQuality(summary));
  const step = env.GITHUB_STEP_SUMMARY;
  if (step !== undefined && step !== '') await appendFile(step, checkMarkdown(summary));
  if (env.GITHUB_ACTIONS === 'true') notes.push(...githubAnnotations(summary));
  return notes;
}
