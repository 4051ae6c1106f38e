import { mkdir, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { MaterialFile } from '../model/materials.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { blobsOf, type ResultRecord } from '../model/result-record.ts';
import { restoreBlob } from '../store/blob-store.ts';
import { borrowBlob } from '../store/borrow-blob.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';
import { installPackages } from './install-packages.ts';

/** A project of its own in a temporary folder; disposing removes it. */
export interface ScratchProject extends AsyncDisposable {
  readonly root: string;
  readonly store: StoreFolder;
}

export interface ScratchRequest {
  readonly record: ExperimentRecord;
  /** Where the blobs are that the record names. */
  readonly store: StoreFolder;
  readonly given: ReadonlyMap<string, ResultRecord>;
  /** Paths of file inputs that the stages to be made read; the others are not needed. */
  readonly inputs: ReadonlySet<string>;
  /** A `node_modules` to be used as it is; null to install what the recorded lock file names. */
  readonly modules: string | null;
  readonly signal: AbortSignal;
}

/**
 * Lays out what a record names, from blobs alone: sources, inputs, manifests, the results that are taken as
 * they are, packages. Nothing of any working tree is read. Every blob that is missing is told at once.
 */
export async function makeScratchProject(
  request: ScratchRequest,
): Promise<Result<ScratchProject, readonly Problem[]>> {
  const { record, store } = request;
  const root = await realpath(await scratchFolder());
  const dispose = () => rm(root, { recursive: true, force: true });
  const scratch = storeFolder(join(root, '.labbook'));
  let isWhole = false;
  try {
    const problems = [
      ...(await placeFiles(filesOf(request), { root, store })),
      ...(await borrowResults(request, scratch)),
    ];
    if (problems.length > 0) return err(problems);
    await writeFile(join(root, record.pipeline.file), record.pipeline.text);
    const installed = await packagesFor(root, request);
    if (!installed.ok) return err([installed.error]);
    isWhole = true;
    return ok({ root, store: scratch, [Symbol.asyncDispose]: dispose });
  } finally {
    if (!isWhole) await dispose();
  }
}

function filesOf({ record, inputs }: ScratchRequest): readonly MaterialFile[] {
  const { materials } = record;
  if (materials === undefined) return [];
  return [...materials.files, ...materials.inputs.filter(({ path }) => inputs.has(path))];
}

async function placeFiles(
  files: readonly MaterialFile[],
  { root, store }: { root: string; store: StoreFolder },
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { path, blob } of files) {
    const restored = await restoreBlob(store, { digest: blob, target: join(root, path) });
    if (!restored.ok) problems.push({ kind: 'blob-lost', blob, what: path, how: restored.error.kind });
  }
  return problems;
}

async function borrowResults({ given, store }: ScratchRequest, to: StoreFolder): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [stage, { outputs }] of given) {
    for (const [name, stored] of Object.entries(outputs)) {
      for (const blob of blobsOf(stored)) {
        const borrowed = await borrowBlob(blob, { from: store, to });
        if (borrowed.ok) continue;
        problems.push({ kind: 'blob-lost', blob, what: `${stage}.${name}`, how: borrowed.error.kind });
      }
    }
  }
  return problems;
}

async function packagesFor(
  root: string,
  { modules, signal }: ScratchRequest,
): Promise<Result<void, Problem>> {
  if (modules === null) return await installPackages(root, signal);
  await linkPackages(modules, join(root, 'node_modules'));
  return ok(undefined);
}

/** Links each package to its real place: Node's permission model follows one link, and not a link to a link. */
async function linkPackages(modules: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(modules).catch(() => [])) {
    // npm's note of what it installed tells packages apart; other hidden names are caches and programs.
    if (name.startsWith('.') && name !== '.package-lock.json') continue;
    if (name.startsWith('@')) await linkPackages(join(modules, name), join(target, name));
    else await symlink(await realpath(join(modules, name)), join(target, name), 'junction');
  }
}
