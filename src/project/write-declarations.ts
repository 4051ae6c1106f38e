import { readFile } from 'node:fs/promises';
import { writeAtomic } from '../base/write-atomic.ts';
import { declareStages } from '../config/declare-stages.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** Brings `.labbook/types.d.ts` up to date; answers whether that changed it, since editors reload what is written. */
export async function writeDeclarations(store: StoreFolder, pipeline: Pipeline): Promise<boolean> {
  const text = declareStages(pipeline);
  if ((await readFile(store.types, 'utf8').catch(() => null)) === text) return false;
  await writeAtomic(store.types, text);
  return true;
}
