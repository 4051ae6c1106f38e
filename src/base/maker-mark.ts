import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A process and its machine, in the name of what it makes and has not finished. */
export interface Maker {
  /** As `makerMark` gives it. */
  readonly mark: string;
  readonly pid: number;
  /** Another machine's processes cannot be asked whether they live. */
  readonly isHere: boolean;
}

const markPattern = '(\\d+)-([0-9a-f]{8})';
const unfinishedName = new RegExp(`^\\.labbook\\.${markPattern}\\.[0-9a-f]{12}\\.tmp$`);
const scratchName = new RegExp(`^labbook-${markPattern}-`);
const markedName = new RegExp(`(?:^|\\.)${markPattern}(?:\\.|$)`);

/** What stands in names for this process: `1234-0a1b2c3d`. */
export function makerMark(): string {
  return `${process.pid}-${host()}`;
}

/** A path beside `path`, on the same disk, for what is not whole yet. It is renamed when it is. */
export function unfinishedPath(path: string): string {
  return join(dirname(path), `.labbook.${makerMark()}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Makes a folder of this process alone in the system's place for temporary files; to be removed by the caller. */
export async function scratchFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), `labbook-${makerMark()}-`));
}

/**
 * Who made what has this name: an unfinished file in any folder, a folder in that of temporary files (`scratch`), or
 * anything with a mark in a folder that is labbook's alone (`marked`). Null where the name says nobody.
 */
export function makerOf(name: string, form: 'unfinished' | 'scratch' | 'marked'): Maker | null {
  const pattern = { unfinished: unfinishedName, scratch: scratchName, marked: markedName }[form];
  const [, pid, at] = pattern.exec(name) ?? [];
  return pid === undefined ? null : { mark: `${pid}-${at}`, pid: Number(pid), isHere: at === host() };
}

let hostDigits: string | undefined;

function host(): string {
  hostDigits ??= createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  return hostDigits;
}
