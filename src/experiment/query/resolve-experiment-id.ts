import { distance } from 'fastest-levenshtein';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import { type ExperimentId, wordsOfId } from '../../model/record.ts';

/**
 * The experiment that a person means by what they typed: a whole id, the beginning of just one id, the words
 * of just one (`calm-otter`, or their beginning), `latest`, or `latest~2` for the second before it.
 * A whole id always wins, then the words of one, then beginnings.
 */
export function resolveExperimentId(
  given: string,
  oldestFirst: readonly ExperimentId[],
): Result<ExperimentId, Problem> {
  const typed = given.trim().toLowerCase();
  const back = /^latest(?:~(\d{1,9}))?$/.exec(typed);
  if (back !== null) {
    const found = oldestFirst.at(-1 - Number(back[1] ?? 0));
    return found === undefined ? err(unknown(given, oldestFirst)) : ok(found);
  }
  if (typed === '') return err(unknown(given, oldestFirst));
  const ways: readonly ((id: ExperimentId) => boolean)[] = [
    (id) => id === typed,
    (id) => wordsOfId(id) === typed,
    (id) => id.startsWith(typed) || wordsOfId(id).startsWith(typed),
  ];
  for (const way of ways) {
    const [first, ...others] = oldestFirst.filter(way);
    if (first === undefined) continue;
    if (others.length === 0) return ok(first);
    return err({ kind: 'ambiguous-experiment', given, matches: [first, ...others] });
  }
  return err(unknown(given, oldestFirst));
}

function unknown(given: string, ids: readonly ExperimentId[]): Problem {
  return { kind: 'no-such-experiment', given, near: nearestId(given.trim().toLowerCase(), ids) };
}

/** The id whose whole or whose words are at most a third of the typed letters away; the newest of equals. */
function nearestId(typed: string, ids: readonly ExperimentId[]): ExperimentId | null {
  let near: ExperimentId | null = null;
  let least = Math.max(1, Math.floor(typed.length / 3));
  for (const id of ids) {
    const away = Math.min(distance(typed, id), distance(typed, wordsOfId(id)));
    if (away <= least) {
      least = away;
      near = id;
    }
  }
  return near;
}
