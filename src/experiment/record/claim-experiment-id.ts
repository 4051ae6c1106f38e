import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Random } from '../../base/random.ts';
import { type ExperimentId, wordsOfId } from '../../model/record.ts';
import { tryLock } from '../../store/lock.ts';
import type { StoreFolder } from '../../store/store-folder.ts';
import { isExperimentId, newExperimentId } from './experiment-id.ts';

export interface ClaimedId {
  readonly id: ExperimentId;
  /** To be called when the experiment's folder stands, or none is made. */
  release(): Promise<void>;
}

/**
 * A new id for a run that begins, whose words no run has that goes on: a lock by their name is held until the
 * experiment stands. What a killed run had claimed is free again.
 */
export async function claimExperimentId({
  root,
  store,
  at,
  random,
}: {
  readonly root: string;
  readonly store: StoreFolder;
  readonly at: Date;
  readonly random: Random;
}): Promise<ClaimedId> {
  const busy: string[] = [];
  for (;;) {
    const id = newExperimentId({ at, random, existing: [...(await takenIds({ root, store })), ...busy] });
    const lock = await tryLock(store.namedLock(`id-${wordsOfId(id)}`));
    // Whoever had it until now may have made its experiment since we looked.
    if (lock !== null && !(await takenIds({ root, store })).includes(id)) {
      return { id, release: () => lock.release() };
    }
    await lock?.release();
    busy.push(id);
  }
}

/** Ids that stand for something: experiments, those taken away, and the logs of runs without one. */
async function takenIds({ root, store }: { root: string; store: StoreFolder }): Promise<readonly string[]> {
  const folders = [join(root, 'experiments'), store.removed, dirname(store.logs('x'))];
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return names.flat().filter(isExperimentId);
}
