import { placeOutputs } from '../execute/place-outputs.ts';
import type { Outcome } from '../model/outcome.ts';
import { acquireLock } from '../store/lock.ts';
import type { RunEffects } from './run-effects.ts';
import type { RunRequest } from './run-request.ts';

/** An output that could not be put where people look for it. Its result stands in the store all the same. */
export interface NotCheckedOut {
  readonly stage: string;
  /** Relative to the project. */
  readonly path: string;
  /** The file system's code, such as `EISDIR`; `lost` where the store does not hold the bytes any more. */
  readonly code: string;
}

/**
 * Puts the outputs of what a run finished into the project, for people: no stage reads them there. It is the
 * last thing that a run does, and one run at a time does it, so that what stands in the project afterwards is
 * what one run gave.
 */
export async function checkOut(
  { request, outcomes }: { readonly request: RunRequest; readonly outcomes: readonly Outcome[] },
  effects: RunEffects,
): Promise<readonly NotCheckedOut[]> {
  const { root, store, index, emit, now } = effects;
  const failed: NotCheckedOut[] = [];
  const byStage = new Map(outcomes.map((outcome) => [outcome.stage, outcome]));
  // A run that was cancelled shows what it has finished, too.
  const { signal } = new AbortController();
  const lock = await acquireLock(store.namedLock('check-out'), { signal, onWait: () => undefined });
  try {
    for (const { id: stage, outputs } of request.stages) {
      const outcome = byStage.get(stage);
      if (outcome?.kind !== 'ran' && outcome?.kind !== 'cached') continue;
      for (const [name, output] of Object.entries(outputs)) {
        const { path } = output;
        try {
          const placed = await placeOutputs({
            root,
            run: request.run,
            outputs: { [name]: output },
            result: outcome.result,
            store,
            index,
            onReplaced: (replaced, aside) => {
              const message = `${replaced} was changed by hand; the changed file is kept as ${aside}`;
              emit({ at: now().toISOString(), kind: 'warning', stage, message });
            },
          });
          if (!placed.ok) failed.push({ stage, path, code: 'lost' });
        } catch (error) {
          // A disk that is full or must not be written, a folder where the file is to stand: no bug of ours.
          if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
          failed.push({ stage, path, code: String(error.code) });
        }
      }
    }
  } finally {
    await lock.release();
  }
  return failed;
}
