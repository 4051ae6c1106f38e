import { canonicalJson } from '../base/canonical-json.ts';
import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { HeldSnapshot } from '../sources/decide-refresh.ts';
import { extractParams, tableSpecs } from '../sources/parse-extract-params.ts';
import { hasBlob } from '../store/blob-store.ts';
import { readResult } from '../store/read-result.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/**
 * Looks for a snapshot of a content among results of the store. It may have been made by a recipe that no longer
 * is the stage's, as long as the tables are those that are asked for now.
 */
export async function findSnapshot(
  store: StoreFolder,
  wanted: {
    readonly content: Digest;
    /** The results that may hold it, the likeliest first. */
    readonly fingerprints: readonly Fingerprint[];
    readonly params: JsonObject;
  },
): Promise<{ readonly held: HeldSnapshot; readonly result: ResultRecord | null }> {
  const { content } = wanted;
  let kind: 'lost' | 'other-tables' = 'lost';
  for (const fingerprint of wanted.fingerprints) {
    const result = await readResult(store, fingerprint);
    const [output] = Object.values(result?.outputs ?? {});
    if (result === null || output?.content !== content || !(await hasBlob(store, output.blob))) continue;
    if (isSameTables(result.recipe.params, wanted.params)) return { held: { kind: 'kept', content }, result };
    kind = 'other-tables';
  }
  return { held: { kind, content }, result: null };
}

/** Recipes of before hold policies beside the tables, and lack keys that have a default now. */
function isSameTables(before: JsonObject, now: JsonObject): boolean {
  const parsed = extractParams.safeParse({ tables: before.tables });
  if (!parsed.success) return false;
  return canonicalJson(tableSpecs(parsed.data)) === canonicalJson(tableSpecs(extractParams.parse(now)));
}
