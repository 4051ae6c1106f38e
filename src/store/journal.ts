import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { digestBytes } from '../base/digest.ts';
import { writeAtomic } from '../base/write-atomic.ts';

interface Entry {
  readonly digest: string;
  readonly text: string;
}

/** Lines that later ones replaced are taken out once there are this many times as many as others. */
const mostReplaced = 3;

/**
 * The last text that was said under each name, in one file that is only added to: a line each, with its digest, so
 * that one that was cut off by a kill, or run into by another process's, is as if it had not been written. What
 * stands here explains and decides nothing: it is not flushed to the disk.
 */
export class Journal {
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  #read = { ino: 0, bytes: 0 };
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  last(name: string): string | null {
    this.#catchUp();
    const entry = this.#entries.get(name);
    return entry !== undefined && digestBytes(entry.text) === entry.digest ? entry.text : null;
  }

  /** The last text under each name. */
  all(): readonly string[] {
    this.#catchUp();
    return [...this.#entries.keys()].flatMap((name) => this.last(name) ?? []);
  }

  /** `name` without white space, `text` without a line's end. */
  add(name: string, text: string): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    // The first line's end keeps it from a line that somebody's end left half-written.
    appendFileSync(this.#path, `\n${lineOf(name, { digest: digestBytes(text), text })}\n`);
  }

  /** Takes out what was replaced, where that is most of the file. What another process adds meanwhile may go with it. */
  async tidy(): Promise<void> {
    this.#catchUp();
    if (this.#lines <= mostReplaced * this.#entries.size) return;
    const lines = [...this.#entries].map(([name, entry]) => lineOf(name, entry));
    await writeAtomic(this.#path, `${lines.join('\n')}\n`);
  }

  /** Reads what was added, by whomever, since it was read. */
  #catchUp(): void {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (stats === undefined || stats.ino !== this.#read.ino || stats.size < this.#read.bytes) {
      this.#entries.clear();
      this.#lines = 0;
      this.#read = { ino: stats?.ino ?? 0, bytes: 0 };
    }
    if (stats === undefined || stats.size === this.#read.bytes) return;
    const added = bytesFrom(this.#path, this.#read.bytes);
    // What another process is about to write is read once its line has an end.
    const whole = added.subarray(0, added.lastIndexOf(0x0a) + 1);
    this.#read = { ino: stats.ino, bytes: this.#read.bytes + whole.length };
    for (const line of whole.toString('utf8').split('\n')) {
      const [, digest, name, text] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
      if (digest === undefined || name === undefined || text === undefined) continue;
      this.#lines += 1;
      this.#entries.set(name, { digest, text });
    }
  }
}

function bytesFrom(path: string, offset: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}

function lineOf(name: string, { digest, text }: Entry): string {
  return `${digest} ${name} ${text}`;
}
