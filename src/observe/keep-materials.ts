import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, isDigest } from '../base/digest.ts';
import type { MaterialFile, Materials, NotKept } from '../model/materials.ts';
import type { Observation, ObservedStage } from '../model/observation.ts';
import { hasBlob, putBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import type { FileIndex } from './file-index.ts';

/** How many files are put into the store at once: each waits for the disk. */
const atOnce = 16;

/** Files beside the code that say how it is read and what is installed, and how that was patched. */
function manifestsIn(root: string): readonly string[] {
  const patches = join(root, 'patches');
  const names = existsSync(patches) ? readdirSync(patches).filter((name) => name.endsWith('.patch')) : [];
  return ['package.json', 'package-lock.json', ...names.map((name) => `patches/${name}`)];
}

/**
 * Puts into the store whatever makes the results of a run and is not made by it: source files, manifests,
 * file inputs. What cannot be kept is named. A file that the store has already costs a look at its name.
 */
export async function keepMaterials({
  root,
  observation,
  store,
  index,
}: {
  readonly root: string;
  readonly observation: Observation;
  readonly store: StoreFolder;
  readonly index: FileIndex;
}): Promise<Materials> {
  const stages = Object.values(observation.stages);
  const code = new Map(stages.flatMap(({ codeFiles }) => Object.entries(codeFiles)));
  for (const manifest of manifestsIn(root)) {
    const found = await index.observe(join(root, manifest));
    if (found !== null) code.set(manifest, found.digest);
  }
  const data = new Map(
    stages.flatMap(({ files }) =>
      Object.values(files).flatMap((input) =>
        (input?.files ?? []).map(({ path, digest }) => [path, digest] as const),
      ),
    ),
  );
  const files = await keepFiles(code, { root, store });
  const inputs = await keepFiles(data, { root, store });
  return {
    files: files.kept,
    inputs: inputs.kept,
    notKept: [
      ...files.lost,
      ...inputs.lost,
      ...environmentOf(stages),
      ...(code.has('package-lock.json') ? unlockedOf(stages) : [{ kind: 'lock-missing' } as const]),
    ],
  };
}

async function keepFiles(
  files: ReadonlyMap<string, Digest>,
  { root, store }: { root: string; store: StoreFolder },
): Promise<{ readonly kept: readonly MaterialFile[]; readonly lost: readonly NotKept[] }> {
  const kept: MaterialFile[] = [];
  const lost: NotKept[] = [];
  const ordered = [...files].sort(([a], [b]) => compareText(a, b));
  const keep = async ([path, blob]: readonly [string, Digest]): Promise<MaterialFile | NotKept> => {
    if (isOutside(path)) return { kind: 'file-outside', path };
    if (await hasBlob(store, blob)) {
      return { path, blob, bytes: (await stat(store.blob(blob))).size };
    }
    const put = await putBlob(store, join(root, path)).catch(() => null);
    return put?.digest === blob ? { path, blob, bytes: put.bytes } : { kind: 'file-changed', path };
  };
  for (let start = 0; start < ordered.length; start += atOnce) {
    for (const one of await Promise.all(ordered.slice(start, start + atOnce).map(keep))) {
      if ('kind' in one) lost.push(one);
      else kept.push(one);
    }
  }
  return { kept, lost };
}

function isOutside(path: string): boolean {
  return path.startsWith('../') || path.startsWith('/') || /^[A-Za-z]:/.test(path);
}

function environmentOf(stages: readonly ObservedStage[]): readonly NotKept[] {
  const names = stages.flatMap(({ env }) =>
    Object.entries(env).flatMap(([name, value]) => (value === null ? [] : [name])),
  );
  return [...new Set(names)].sort(compareText).map((name) => ({ kind: 'environment', name }));
}

/** Packages that are known by a digest of ours, since the lock file has no integrity for what is installed. */
function unlockedOf(stages: readonly ObservedStage[]): readonly NotKept[] {
  const names = stages.flatMap(({ packages }) =>
    Object.entries(packages).flatMap(([name, identity]) =>
      isDigest(identity) || identity === '' ? [name] : [],
    ),
  );
  return [...new Set(names)].sort(compareText).map((name) => ({ kind: 'package-unlocked', name }));
}
