import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes } from '../../src/base/digest.ts';
import type { ModelManifest } from '../../src/model/model-manifest.ts';
import type { RegistryAction, RegistryEntry } from '../../src/model/registry-entry.ts';
import { modelDigest } from '../../src/registry/model-digest.ts';
import { entryDigest, logText } from '../../src/registry/read-log.ts';

/** What an attacker with the code of labbook, and without a key, can make of a registry. */
const at = (root: string, path: string) => join(root, 'ml-models', path);

export function changeLog(
  root: string,
  change: (entries: readonly RegistryEntry[]) => readonly RegistryEntry[],
): void {
  const { entries } = JSON.parse(readFileSync(at(root, 'versions.json'), 'utf8')) as {
    readonly entries: readonly RegistryEntry[];
  };
  writeFileSync(at(root, 'versions.json'), logText(change(entries)));
}

/** Numbers and digests made to fit again. */
export function chained(entries: readonly RegistryEntry[]): readonly RegistryEntry[] {
  const all: RegistryEntry[] = [];
  for (const entry of entries) {
    const next = { ...entry, seq: all.length + 1, previous: all.at(-1)?.digest ?? null };
    all.push({ ...next, digest: entryDigest(next) });
  }
  return all;
}

/** Puts the forest of version 1.0.1 in the place of 1.0.0, and makes every digest fit; signatures stay or go. */
export function forgeForest(root: string, { keepsSigning }: { readonly keepsSigning: boolean }): void {
  const folder = at(root, 'forest/1.0.0');
  cpSync(at(root, 'forest/1.0.1/forest.bin'), join(folder, 'forest.bin'));
  const bytes = readFileSync(join(folder, 'forest.bin'));
  const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelManifest;
  const own = manifest.files.forest;
  if (own === undefined) throw new Error('the forest has no file');
  const files = { forest: { ...own, digest: digestBytes(bytes), bytes: bytes.length } };
  const digest = modelDigest({ ...manifest, files });
  const text = `${JSON.stringify({ ...manifest, files, digest }, null, 2)}\n`;
  writeFileSync(join(folder, 'model.json'), text);
  const isOurs = ({ model, version }: RegistryAction) => model === 'forest' && version === '1.0.0';
  changeLog(root, (entries) =>
    chained(
      entries
        .filter(({ action }) => keepsSigning || action.kind !== 'sign' || !isOurs(action))
        .map((entry) =>
          entry.action.kind === 'register' && isOurs(entry.action)
            ? { ...entry, action: { ...entry.action, digest, manifest: digestBytes(text) } }
            : entry,
        ),
    ),
  );
  if (keepsSigning) return;
  for (const name of ['model.sigstore.json', 'provenance.sigstore.json']) rmSync(join(folder, name));
}

/** Lets the log say that the signature files of version 1.0.0 are those that stand there now. */
export function relogSignature(root: string, model: string): void {
  const digestOf = (name: string) => digestBytes(readFileSync(at(root, `${model}/1.0.0/${name}`)));
  const signature = digestOf('model.sigstore.json');
  const provenance = digestOf('provenance.sigstore.json');
  changeLog(root, (entries) =>
    chained(
      entries.map((entry) =>
        entry.action.kind === 'sign' && entry.action.model === model
          ? { ...entry, action: { ...entry.action, signature, provenance } }
          : entry,
      ),
    ),
  );
}
