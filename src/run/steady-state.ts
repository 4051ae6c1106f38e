import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes } from '../base/digest.ts';
import { unfinishedPath } from '../base/maker-mark.ts';
import { unsealedJson } from '../base/sealed-json.ts';
import { namesDigest, stampOf } from '../observe/file-stamp.ts';
import { storeFolder } from '../store/store-folder.ts';

/**
 * What a run left behind, kept so that the same run again can be answered without loading the engine: if
 * nothing that was looked at has moved, every stage would be found cached. It is believed whole or not at
 * all; where anything differs the engine plans as ever. This file imports almost nothing, so that a run with
 * nothing to do starts about as fast as Node does.
 */
export interface SteadyState {
  readonly schema: 'labbook.steady/1';
  /** The arguments that it answers, without `--json`. */
  readonly argv: readonly string[];
  readonly node: string;
  /** Absolute path → size, times and inode; null where there was no file. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Absolute folder → digest of the names in it that an import could mean. */
  readonly folders: Readonly<Record<string, string>>;
  /** Environment variable → digest of its value; null where it was not set. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly answer: { readonly json: unknown; readonly text: string; readonly colouredText: string };
  /** What `why` tells after such a run. */
  readonly lastRun: unknown;
}

/** The state that a project was left in, if these arguments would find all of it unchanged; else null. */
export function readSteadyState(
  root: string,
  { argv, env }: { argv: readonly string[]; env: Readonly<Record<string, string | undefined>> },
): SteadyState | null {
  const state = readState(steadyPath(root));
  if (state === null) return null;
  if (state.schema !== 'labbook.steady/1' || state.node !== process.version) return null;
  if (state.argv.length !== argv.length || state.argv.some((value, i) => value !== argv[i])) return null;
  for (const [name, digest] of Object.entries(state.env)) {
    if (valueDigest(env[name]) !== digest) return null;
  }
  for (const [path, stamp] of Object.entries(state.files)) {
    if (fileStamp(path) !== stamp) return null;
  }
  for (const [folder, digest] of Object.entries(state.folders)) {
    if (namesDigest(folder) !== digest) return null;
  }
  return state;
}

function readState(path: string): SteadyState | null {
  try {
    return (unsealedJson(readFileSync(path, 'utf8')) as SteadyState | undefined) ?? null;
  } catch {
    return null;
  }
}

/** Notes that the run was made again, so that `why` speaks of it. */
export function touchLastRun(root: string, { lastRun }: SteadyState): void {
  const path = storeFolder(join(root, '.labbook')).lastRun;
  const text = JSON.stringify(lastRun);
  try {
    if (readFileSync(path, 'utf8') === text) return;
    const unfinished = unfinishedPath(path);
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } catch {
    // Only `why` would speak of the run before.
  }
}

export function steadyPath(root: string): string {
  return storeFolder(join(root, '.labbook')).steady;
}

export function fileStamp(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : stampOf(stats);
}

export function valueDigest(value: string | undefined): string | null {
  return value === undefined ? null : digestBytes(value);
}
