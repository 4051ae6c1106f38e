import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json, JsonObject } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { withHunks } from './file-hunks.ts';
import { filesOf, type Switch, textOf } from './find-differences.ts';

/** Two experiments, where their files are kept, and all in which they part. */
export interface Parents {
  readonly good: { readonly record: ExperimentRecord; readonly pipeline: Pipeline };
  readonly bad: { readonly record: ExperimentRecord; readonly pipeline: Pipeline };
  readonly store: StoreFolder;
  readonly switches: readonly Switch[];
}

/** The good pipeline with some of the differences switched to the bad one's. */
export function mixedPipeline({ good, bad, switches }: Parents, switched: readonly number[]): Pipeline {
  const told = switched.flatMap((i) => switches[i]?.told ?? []);
  const isWiredAsBad = told.some(({ kind }) => kind === 'wiring');
  const seed = told.some(({ kind }) => kind === 'seed') ? bad.pipeline.seed : good.pipeline.seed;
  const [frame, other] = isWiredAsBad ? [bad.pipeline, good.pipeline] : [good.pipeline, bad.pipeline];
  const all = switches.flatMap(({ told: one }) => (one.kind === 'param' ? [one] : []));
  const stages = frame.stages.map((stage) => {
    const twin = other.stages.find(({ id }) => id === stage.id);
    if (twin === undefined) return stage;
    const goodParams = (isWiredAsBad ? twin : stage).params;
    const own = all.filter(({ stages: reached }) => reached.includes(stage.id));
    const params = own.reduce((made, one) => {
      const path = one.name.slice(one.name.indexOf('.') + 1).split('.');
      return told.includes(one) ? withLeaf(made, path, one.after) : made;
    }, goodParams as Json);
    return { ...stage, params: params as JsonObject };
  });
  return { ...frame, seed, stages };
}

/** A null leaf is one that is not there. */
function withLeaf(value: Json, [head, ...rest]: readonly string[], leaf: Json): Json {
  if (head === undefined) return leaf;
  const object = isJsonObject(value) ? value : {};
  const child = withLeaf(object[head] ?? null, rest, leaf);
  const { [head]: _, ...others } = object;
  return rest.length === 0 && child === null ? others : { ...others, [head]: child };
}

/** Writes the files of a mixture into the project's folder, and takes away what only other mixtures have. */
export async function layOutMixture(
  root: string,
  { parents, switched }: { readonly parents: Parents; readonly switched: readonly number[] },
): Promise<Result<void, Problem>> {
  const { good, bad, store, switches } = parents;
  const [before, after] = [filesOf(good.record), filesOf(bad.record)];
  for (const path of new Set(switches.flatMap(({ told }) => ('path' in told ? [told.path] : [])))) {
    // No path leads out: `recordedPipeline` checked all of both records.
    const target = join(root, path);
    const own = switches.flatMap((one, i) =>
      'path' in one.told && one.told.path === path ? [{ ...one, i }] : [],
    );
    const chosen = own.filter(({ i }) => switched.includes(i));
    const [was, is] = [before.get(path), after.get(path)];
    if (was !== undefined && is !== undefined && own.every(({ hunk }) => hunk !== null)) {
      const hunks = new Set(chosen.flatMap(({ hunk }) => hunk ?? []));
      const text = withHunks(await textOf(was, store), { after: await textOf(is, store), chosen: hunks });
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
      continue;
    }
    const file = chosen.length > 0 ? is : was;
    await rm(target, { force: true });
    if (file === undefined) continue;
    const restored = await restoreBlob(store, { digest: file.blob, target });
    if (!restored.ok)
      return err({ kind: 'blob-lost', blob: file.blob, what: path, how: restored.error.kind });
  }
  return ok(undefined);
}
