import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readArchive } from '../archive/read-archive.ts';
import { type Digest, hexOf } from '../base/digest.ts';
import { scratchFolder } from '../base/maker-mark.ts';
import { ok, type Result } from '../base/result.ts';
import { parsePipeline } from '../config/parse-pipeline.ts';
import { findReference, type Reference } from '../experiment/query/find-reference.ts';
import { listRecords } from '../experiment/query/list-records.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { ArchiveManifest } from '../model/archive.ts';
import type { Problem } from '../model/problem.ts';
import { identify } from '../registry/draft-model.ts';
import { findVersion } from '../registry/find-version.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { registryFolder } from '../registry/registry-folder.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';

/** An experiment that was named, in this project or in an archive; disposing removes what was laid out for it. */
export interface OpenReference extends AsyncDisposable {
  readonly reference: Reference;
  /** Where the blobs are that its record names. */
  readonly store: StoreFolder;
  /** The archive that it stands in; null for an experiment of the project. */
  readonly archive: { readonly file: string; readonly manifest: ArchiveManifest } | null;
}

/** What a digest, an id or the path of an archive leads to. An archive is checked as a whole before it is used. */
export async function openReference(root: string, given: string): Promise<Result<OpenReference, Problem>> {
  const file = resolve(given);
  if (!existsSync(file) || !(await stat(file)).isFile()) {
    const reference = await findInProject(root, given);
    if (!reference.ok) return reference;
    const store = storeFolder(join(root, '.labbook'));
    return ok({
      reference: reference.value,
      store,
      archive: null,
      [Symbol.asyncDispose]: async () => undefined,
    });
  }
  const folder = await scratchFolder();
  const dispose = () => rm(folder, { recursive: true, force: true });
  const read = await readArchive(file, folder).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  if (!read.ok) {
    await dispose();
    return read;
  }
  const { record, manifest } = read.value;
  return ok({
    reference: { record, named: null, alsoIn: [] },
    store: storeFolder(join(folder, '.labbook')),
    archive: { file, manifest },
    [Symbol.asyncDispose]: dispose,
  });
}

async function findInProject(root: string, given: string): Promise<Result<Reference, Problem>> {
  const reference = await findReference(root, (await registeredIn(root, given)) ?? given);
  if (reference.ok || reference.error.kind !== 'no-such-reference') return reference;
  const ofModel = await experimentOfModel(root, given);
  return ofModel === null ? reference : await findReference(root, ofModel);
}

/**
 * The newest experiment that made a model of that digest, or of one that begins so. A model's digest is over the
 * digests of its files, so that it stands in no record: it is made again from what each record says, which also
 * holds where the experiment was imported and no registry knows it.
 */
async function experimentOfModel(root: string, given: string): Promise<string | null> {
  const digits = given
    .trim()
    .toLowerCase()
    .replace(/^sha256:/, '');
  if (!/^[0-9a-f]{6,64}$/.test(digits)) return null;
  for (const { id } of (await listRecords(root)).experiments) {
    const record = await readRecord(root, id);
    if (!record.ok) continue;
    const { text, overrides } = record.value.pipeline;
    const facts = { file: 'pipeline.yaml', text, overrides, env: process.env, fileExists: () => true };
    const pipeline = parsePipeline(facts);
    const members: { name: string; digest: Digest }[] = [];
    for (const spec of pipeline.ok ? pipeline.value.models : []) {
      const digest = identify(spec, { record: record.value, members });
      if (digest === null) continue;
      if (hexOf(digest).startsWith(digits)) return id;
      members.push({ name: spec.id, digest });
    }
  }
  return null;
}

/** The experiment that a registered version (`forest@1.0.2`, `forest@production`) came from; null for other names. */
async function registeredIn(root: string, given: string): Promise<string | null> {
  if (!given.includes('@')) return null;
  const log = await openRegistry(registryFolder(root));
  if (!log.ok) return null;
  const version = findVersion(log.value, given);
  return version.ok ? version.value.experiment : null;
}
