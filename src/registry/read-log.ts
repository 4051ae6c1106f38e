import { readFile } from 'node:fs/promises';
import { type Digest, digestOf, isDigest } from '../base/digest.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { LogRefusal } from '../model/model-refusal.ts';
import type { RegistryAction, RegistryEntry } from '../model/registry-entry.ts';
import { logFile, type RegistryFolder } from './registry-folder.ts';
import { standingVersions } from './standing-versions.ts';

const maxLogBytes = 64 * 2 ** 20;

/**
 * Every entry of the log, oldest first; none where there is no log. The text must be, byte for byte, what
 * `logText` makes of its entries; each entry must have the digest of its content and name the one before; and
 * the last entry that this project has seen must still be in it.
 */
export async function readLog(folder: RegistryFolder): Promise<Result<readonly RegistryEntry[], LogRefusal>> {
  const text = await readFile(folder.log, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  const head = await readHead(folder);
  if (typeof text !== 'string') {
    if (text.code !== 'ENOENT') return refused({ kind: 'log-unreadable', detail: text.code ?? text.message });
    // Whoever removed everything has left nothing to be misled by, and may begin anew.
    const isGone = head === null || (await standingVersions(folder)).length === 0;
    return isGone ? ok([]) : refused({ kind: 'log-cut', seq: head.seq, entries: 0 });
  }
  if (text.length > maxLogBytes) return refused({ kind: 'log-unreadable', detail: `${text.length} bytes` });
  const parsed = parseLog(text);
  if (!parsed.ok) return parsed;
  const entries = parsed.value;
  if (head === null) return parsed;
  if (entries.length < head.seq) {
    return refused({ kind: 'log-cut', seq: head.seq, entries: entries.length });
  }
  const isSame = entries[head.seq - 1]?.digest === head.digest;
  return isSame ? parsed : refused({ kind: 'log-rewritten', seq: head.seq });
}

function parseLog(text: string): Result<readonly RegistryEntry[], LogRefusal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused({ kind: 'log-unreadable', detail: (error as Error).message });
  }
  if (!isJsonObject(value) || value.schema !== 'labbook.models/1' || !Array.isArray(value.entries)) {
    return refused({ kind: 'log-unreadable', detail: 'it is no labbook.models/1' });
  }
  const entries = value.entries as readonly RegistryEntry[];
  let previous: Digest | null = null;
  for (const [i, entry] of entries.entries()) {
    const isNext = isJsonObject(entry) && entry.seq === i + 1 && entry.previous === previous;
    if (!isNext || !isDigest(entry.digest) || entryDigest(entry) !== entry.digest) {
      return refused({ kind: 'log-edited', seq: i + 1 });
    }
    if (!isAction(entry.action)) return refused({ kind: 'log-edited', seq: i + 1 });
    previous = entry.digest;
  }
  return text === logText(entries) ? ok(entries) : refused({ kind: 'log-edited', seq: entries.length });
}

/** The one text of a log: an entry a line, so that a diff shows what was added. */
export function logText(entries: readonly RegistryEntry[]): string {
  const lines = entries.map((entry) => `\n  ${JSON.stringify(entry)}`);
  return `{"schema":"labbook.models/1","entries":[${lines.join(',')}\n]}\n`;
}

export function entryDigest({ seq, at, previous, action }: Omit<RegistryEntry, 'digest'>): Digest {
  return digestOf('registry-entry/1', { seq, at, previous, action });
}

const name = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const version = /^\d[\w.-]{0,63}$/;

/** Names and versions become paths: nothing else may stand in their place, whoever wrote the log. */
function isAction(action: RegistryAction): boolean {
  if (!isJsonObject(action) || !name.test(String(action.model)) || !version.test(String(action.version))) {
    return false;
  }
  switch (action.kind) {
    case 'register':
      return isDigest(action.digest) && isDigest(action.manifest);
    case 'alias':
      return isAliasName(action.alias) && typeof action.reason === 'string';
    case 'sign':
      return isDigest(action.signature) && isDigest(action.provenance) && typeof action.key === 'string';
    default:
      return false;
  }
}

/** An alias is a name, so that it is never taken for a version. */
export function isAliasName(text: string): boolean {
  return name.test(text);
}

interface Head {
  readonly seq: number;
  readonly digest: Digest;
}

async function readHead({ head }: RegistryFolder): Promise<Head | null> {
  try {
    const { seq, digest } = JSON.parse(await readFile(head, 'utf8')) as Head;
    return Number.isInteger(seq) && seq > 0 && isDigest(digest) ? { seq, digest } : null;
  } catch {
    return null;
  }
}

type Unplaced<T> = T extends unknown ? Omit<T, 'file'> : never;

function refused(refusal: Unplaced<LogRefusal>): Result<never, LogRefusal> {
  return err({ file: logFile, ...refusal } as LogRefusal);
}
