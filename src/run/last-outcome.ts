import type { DecidedRecipe } from '../model/plan.ts';
import { Journal } from '../store/journal.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** What a stage's last finished outcome was made by: it explains the next one and predicts its time. */
export interface LastOutcome extends DecidedRecipe {
  /** How long making the result took. */
  readonly seconds: number;
  /** When the result was made, as an ISO 8601 instant. */
  readonly ranAt: string;
}

/** One journal a store, so that what was read of it once is not read again for each stage. */
const journals = new WeakMap<StoreFolder, Journal>();

export function readLastOutcome(store: StoreFolder, stage: string): LastOutcome | null {
  // Without it a stage only reads as run for the first time; it decides nothing.
  const text = journalOf(store).last(stage);
  return text === null ? null : (JSON.parse(text) as LastOutcome);
}

/** Notes it where it is not what stands there. */
export function writeLastOutcome(
  store: StoreFolder,
  { stage, last }: { stage: string; last: LastOutcome },
): void {
  const text = JSON.stringify(last);
  const journal = journalOf(store);
  if (journal.last(stage) !== text) journal.add(stage, text);
}

/** Takes out of the journal what later outcomes replaced, once that is most of it. */
export async function tidyLastOutcomes(store: StoreFolder): Promise<void> {
  await journalOf(store).tidy();
}

function journalOf(store: StoreFolder): Journal {
  const known = journals.get(store) ?? new Journal(store.lastOutcomes);
  journals.set(store, known);
  return known;
}
