import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf } from '../base/digest.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** What is left of the last time that an extract stage's source was read. */
export interface SourceMemory {
  /** Whose data these were: another server, database or role begins anew. */
  readonly identity: Digest;
  /** What the source counted as in the recipe; the same again finds the same result. */
  readonly sourceState: Digest;
  readonly token: string | null;
  readonly content: Digest;
  readonly takenAt: string;
}

export async function readSourceMemory(store: StoreFolder, stage: string): Promise<SourceMemory | null> {
  try {
    return JSON.parse(await readFile(memoryPath(store, stage), 'utf8')) as SourceMemory;
  } catch {
    // Without it the source is simply read again.
    return null;
  }
}

export async function writeSourceMemory(
  store: StoreFolder,
  { stage, memory }: { stage: string; memory: SourceMemory },
): Promise<void> {
  await writeAtomic(memoryPath(store, stage), JSON.stringify(memory));
}

export function sourceIdentity(facts: object): Digest {
  return digestOf('source-identity/1', facts);
}

function memoryPath(store: StoreFolder, stage: string): string {
  return join(store.last, `${stage}.source.json`);
}
