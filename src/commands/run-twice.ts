import { join } from 'node:path';
import { readRecord } from '../experiment/record/read-record.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import type { TwiceMade } from '../model/reproduction.ts';
import { reproduce } from '../reproduce/reproduce.ts';
import { usualCauses } from '../reproduce/usual-causes.ts';
import { storeFolder } from '../store/store-folder.ts';
import { twiceText } from '../words/reproduction-words.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/**
 * Makes each stage of a finished run once more, from the very inputs of the first time, and adds to the run's
 * answer which of them gave something else. What came from a database or the network is not asked for again.
 */
export async function runTwice(
  first: CommandAnswer,
  { stages, context }: { readonly stages: readonly string[]; readonly context: CommandContext },
): Promise<CommandAnswer> {
  const { root, env, signal, emit } = context;
  const run = first.json as { readonly experiment?: ExperimentId | null };
  if (first.exitCode !== 0 || !run.experiment) return first;
  const record = await readRecord(root, run.experiment);
  if (!record.ok) return { ...first, exitCode: 7, problems: [record.error] };
  const store = storeFolder(join(root, '.labbook'));
  const made: TwiceMade[] = [];
  const problems: Problem[] = [];
  for (const { id, recipe } of record.value.stages) {
    if (stages.length > 0 && !stages.includes(id)) continue;
    const again = await reproduce({
      record: record.value,
      store,
      asked: id,
      from: null,
      only: null,
      alone: id,
      tolerance: null,
      modules: join(root, 'node_modules'),
      jobs: null,
      env,
      signal,
      emit,
      onChanges: () => undefined,
    });
    if (!again.ok) {
      problems.push(...again.error.filter(({ kind }) => kind !== 'nothing-to-make'));
      continue;
    }
    const stage = again.value.stages.find((one) => one.id === id);
    const unequal = stage?.outputs.find(({ verdict }) => verdict !== 'identical') ?? null;
    const isSame = stage?.state === 'made' && unequal === null;
    made.push({
      stage: id,
      isSame,
      output: unequal?.name ?? null,
      difference: unequal?.difference ?? null,
      causes: isSame || recipe === null ? [] : await usualCauses(recipe.code.digest, store),
    });
  }
  const isGood = problems.length === 0 && made.every(({ isSame }) => isSame);
  return {
    ...first,
    exitCode: isGood ? 0 : 6,
    json: { ...(first.json as object), twice: made },
    text: [first.text, ...twiceText(made)].join('\n'),
    problems: [...(first.problems ?? []), ...problems],
  };
}
