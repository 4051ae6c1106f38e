import type { NodeRows } from './node-splitter.ts';

/** The bins that rows were counted into, and how many rows, where leaves have a least number of them. */
export class BinRegister {
  readonly seen = new Uint8Array(256);
  readonly present = new Uint16Array(256);
  readonly rows = new Int32Array(256);
  readonly #words = new Uint32Array(this.seen.buffer);

  /** Moves the numbers of seen bins, ascending, to `present` and forgets them; returns how many there are. */
  takePresent(): number {
    const { seen, present } = this;
    const words = this.#words;
    let count = 0;
    for (let word = 0; word < 64; word++) {
      if (words[word] === 0) continue;
      for (let bin = word * 4; bin < word * 4 + 4; bin++) if (seen[bin] === 1) present[count++] = bin;
      words[word] = 0;
    }
    return count;
  }

  countRows({ order, start, end }: NodeRows, column: Uint8Array): void {
    const rows = this.rows;
    for (let i = start; i < end; i++) rows[column[order[i]!]!]!++;
  }
}
