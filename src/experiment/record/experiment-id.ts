import type { Random } from '../../base/random.ts';
import { type ExperimentId, wordsOfId } from '../../model/record.ts';
import { idAdjectives, idAnimals } from './id-words.ts';

const pattern = /^\d{8}-\d{4}-[a-z]+-[a-z]+$/;

/** Whether a text has the form `20261122-1432-calm-otter`. */
export function isExperimentId(text: string): text is ExperimentId {
  return pattern.test(text);
}

/**
 * A new id: the minute of `at` in UTC, so that ids sort by time, and two words drawn by `random`, so that
 * they can be said. Its words are those of no other experiment in `existing` as long as there are such
 * words; the whole id never is. Throws where every pair of words is taken within that minute.
 */
export function newExperimentId(input: {
  readonly at: Date;
  readonly random: Random;
  readonly existing: Iterable<string>;
}): ExperimentId {
  const taken = new Set(input.existing);
  const takenWords = new Set([...taken].map(wordsOfId));
  const minute = minuteOf(input.at);
  const pairs = idAdjectives.length * idAnimals.length;
  const first = Math.floor(input.random() * pairs);
  const candidates = Array.from({ length: pairs }, (_, step) => pairAt((first + step * stride) % pairs));
  const words =
    candidates.find((pair) => !takenWords.has(pair)) ??
    candidates.find((pair) => !taken.has(`${minute}-${pair}`));
  if (words === undefined) throw new Error(`all ${pairs} names of the minute ${minute} are taken`);
  return `${minute}-${words}` as ExperimentId;
}

/** A prime larger than either list: steps through all pairs in an order that looks unordered. */
const stride = 7919;

function pairAt(index: number): string {
  const adjective = idAdjectives[index % idAdjectives.length] ?? '';
  const animal = idAnimals[Math.floor(index / idAdjectives.length)] ?? '';
  return `${adjective}-${animal}`;
}

function minuteOf(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}`;
}
