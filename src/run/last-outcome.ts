import { join } from 'node:path';
import { readSealed, sealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** What a stage's last finished outcome was made by: it explains the next one and predicts its time. */
export interface LastOutcome extends DecidedRecipe {
  /** How long making the result took. */
  readonly seconds: number;
  /** When the result was made, as an ISO 8601 instant. */
  readonly ranAt: string;
}

export async function readLastOutcome(store: StoreFolder, stage: string): Promise<LastOutcome | null> {
  // Without it a stage only reads as run for the first time; it decides nothing.
  return ((await readSealed(join(store.last, `${stage}.json`))) as LastOutcome | undefined) ?? null;
}

export async function writeLastOutcome(
  store: StoreFolder,
  { stage, last }: { stage: string; last: LastOutcome },
): Promise<void> {
  await writeAtomic(join(store.last, `${stage}.json`), sealedJson(last));
}
