import type { Json } from '../base/json.ts';
import type { OutputDifference } from '../model/output-difference.ts';
import type { Reproduction, ReproductionVerdict, TwiceMade, UsualCause } from '../model/reproduction.ts';
import { list } from './counted.ts';
import { formatBytes, formatSeconds } from './format-value.ts';

export const verdictWords: Readonly<Record<ReproductionVerdict, string>> = {
  identical: 'identical',
  equivalent: 'equivalent',
  differs: 'differs',
  failed: 'failed',
};

/** The verdict as a sentence that says what was proven and what was not. */
export function verdictSentence(reproduction: Reproduction): string {
  const { verdict, stages, tolerance, isEquivalenceEnough } = reproduction;
  const outputs = stages.filter(({ state }) => state === 'made').flatMap((stage) => stage.outputs);
  const count = `${outputs.length} ${outputs.length === 1 ? 'output' : 'outputs'}`;
  switch (verdict) {
    case 'identical':
      return `All of the ${count} that were made are the recorded ones, bit for bit in content.`;
    case 'equivalent':
      return `Not bit for bit the same, but what is predicted agrees within ${tolerance}${isEquivalenceEnough ? ', which is what another runtime can be asked for' : '; on the same runtime the results should have been identical'}.`;
    case 'differs':
      return 'What was made is not what was recorded.';
    case 'failed':
      return 'It could not be made to its end.';
  }
}

/** Stages that were not executed, and why. */
export function takenSentence({ stages }: Reproduction): string | null {
  const taken = stages.filter(({ state }) => state === 'taken').map(({ id }) => id);
  return taken.length === 0 ? null : `Taken as recorded, by digest, and not made again: ${taken.join(', ')}.`;
}

/** `made in 31 s; the recorded stages took 28 s`. */
export function timeWords({ seconds, stageSeconds }: Reproduction): string {
  return `${formatSeconds(seconds)}; its stages ${formatSeconds(stageSeconds.made)}, recorded ${formatSeconds(stageSeconds.recorded)}`;
}

/** Where two files begin to differ, in a few words. */
export function differenceWords(difference: OutputDifference): string {
  switch (difference.kind) {
    case 'numbers': {
      const { of, name, largest, count, total } = difference;
      return `${of} ${name}: ${count} of ${total} numbers differ, by at most ${figure(largest)}`;
    }
    case 'value': {
      const { of, name, recorded, made } = difference;
      return `${of} ${name}: ${shown(recorded)} was recorded, ${shown(made)} was made`;
    }
    case 'shape': {
      const { of, name, recorded, made } = difference;
      const what = name === '' ? of : `${of} ${name}`;
      return `${what}: ${recorded} was recorded, ${made} was made`;
    }
    case 'bytes': {
      const { offset, recorded, made } = difference;
      if (recorded < 0) return `the recorded file ends after ${formatBytes(offset)}, the one made is longer`;
      if (made < 0) return `the file made ends after ${formatBytes(offset)}, the recorded one is longer`;
      return `byte ${offset}: ${hex(recorded)} was recorded, ${hex(made)} was made`;
    }
    case 'folder-file':
      return `${difference.path} is only in the folder that was ${difference.in}`;
    case 'not-kept':
      return 'the recorded file is not in the store: only its digest can be compared';
  }
}

/** What usually makes a stage give two results, by what its code calls. */
const causeWords: Readonly<Record<UsualCause, string>> = {
  clock: 'the clock (Date.now, new Date, performance.now)',
  randomness: 'unseeded randomness (crypto: randomUUID, randomBytes, getRandomValues)',
  network: 'the network',
  threads: 'threads, whose order of finishing differs',
  processes: 'other processes',
  listing: 'the order of a folder’s names',
  environment: 'process ids, memory or load of the machine',
};

/** What making stages twice came to, a line a stage that gave two results. */
export function twiceText(made: readonly TwiceMade[]): readonly string[] {
  const odd = made.filter(({ isSame }) => !isSame);
  if (odd.length === 0) {
    return [`  twice       ${list(made.map(({ stage }) => stage))}: the same both times`];
  }
  return odd.flatMap(({ stage, output, difference, causes }) => [
    `  twice       ${stage} is not deterministic${output === null ? ': it failed the second time' : `: ${stage}.${output} differs`}`,
    ...(difference === null ? [] : [`              ${differenceWords(difference)}`]),
    `              its code calls ${causes.length === 0 ? 'nothing that usually does this' : list(causes.map((cause) => causeWords[cause]))}`,
  ]);
}

function figure(value: number): string {
  return value === Number.MAX_VALUE ? 'more than a number can say' : value.toPrecision(3);
}

function shown(value: Json): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
