import { debug } from '../base/debug.ts';
import { digestOf } from '../base/digest.ts';
import { isJsonObject } from '../base/json.ts';
import { readSealed } from '../base/sealed-json.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StoreFolder } from './store-folder.ts';

/**
 * The commit record of a fingerprint, or null where there is none that can be believed: a record must
 * be the very text that was committed, and its recipe must hash to the fingerprint that it stands under.
 */
export async function readResult(store: StoreFolder, fingerprint: Fingerprint): Promise<ResultRecord | null> {
  const value = readSealed(store.result(fingerprint));
  debug('store', () => ({ did: 'look up', fingerprint, isThere: value !== null }));
  if (!isJsonObject(value) || value.schema !== 'labbook.result/2') return null;
  if (!isJsonObject(value.recipe)) return null;
  const record = value as unknown as ResultRecord;
  return digestOf('stage-recipe/2', record.recipe) === fingerprint ? record : null;
}
