import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, isDigest } from '../../base/digest.ts';
import { writeAtomic } from '../../base/write-atomic.ts';
import { normalQuantile } from '../../learn/metrics/normal-quantile.ts';
import type { Looks } from '../../model/looks.ts';
import type { ExperimentId } from '../../model/record.ts';
import { experimentIds } from '../query/list-records.ts';

/** Keeps beside an experiment's record which test set it was scored on: `experiments/<id>/test-set.json`. */
export async function noteTestSet(
  root: string,
  { id, testSet }: { readonly id: ExperimentId; readonly testSet: Digest },
): Promise<void> {
  const text = `${JSON.stringify({ schema: 'labbook.test-set/1', testSet })}\n`;
  await writeAtomic(join(root, 'experiments', id, 'test-set.json'), text);
}

/** How often the test set of an experiment was scored by those that are here; null where it noted none. */
export async function looksOfExperiment(root: string, id: ExperimentId): Promise<Looks | null> {
  const testSet = await readTestSet(root, id);
  if (testSet === null) return null;
  const times = await countLooks(root, { ids: await experimentIds(root), testSet });
  return { times, widening: wideningOf(times) };
}

/** How many of the experiments were scored on a test set, as far as each noted it. */
export async function countLooks(
  root: string,
  { ids, testSet }: { readonly ids: readonly ExperimentId[]; readonly testSet: Digest },
): Promise<number> {
  let count = 0;
  for (const id of ids) if ((await readTestSet(root, id)) === testSet) count += 1;
  return count;
}

/** The test set that an experiment noted; null where it noted none. */
async function readTestSet(root: string, id: ExperimentId): Promise<Digest | null> {
  try {
    const text = await readFile(join(root, 'experiments', id, 'test-set.json'), 'utf8');
    const { testSet } = JSON.parse(text) as { readonly testSet?: unknown };
    return isDigest(testSet) ? testSet : null;
  } catch {
    return null;
  }
}

/**
 * By how much the 95 % interval of the best of `times` scores of one test set is wider than that of a score
 * alone: the quantile after Bonferroni's correction beside that without.
 */
export function wideningOf(times: number): number {
  return normalQuantile(1 - 0.025 / Math.max(1, times)) / normalQuantile(0.975);
}
