/** What a probe of some differences came to. `broken`: such a mixture does not run. */
export type ProbeState = 'good' | 'bad' | 'broken';

/**
 * The smallest set of differences that is still bad, as far as taking away halves, quarters, … and at last each
 * one alone can tell: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002. The whole
 * is known to be bad and nothing to be good. A single cause among n differences takes about 2 log2 n probes.
 */
export async function reduceDifferences(
  all: readonly number[],
  probe: (switched: readonly number[]) => Promise<ProbeState>,
): Promise<{ readonly causes: readonly number[]; readonly areInseparable: boolean }> {
  let left = all;
  let parts = 2;
  let isBroken = false;
  search: while (left.length > 1) {
    isBroken = false;
    const chunks = split(left, Math.min(parts, left.length));
    for (const chunk of chunks) {
      const state = await probe(chunk);
      if (state === 'broken') isBroken = true;
      if (state !== 'bad') continue;
      left = chunk;
      parts = 2;
      continue search;
    }
    if (chunks.length > 2) {
      for (const chunk of chunks) {
        const rest = left.filter((one) => !chunk.includes(one));
        const state = await probe(rest);
        if (state === 'broken') isBroken = true;
        if (state !== 'bad') continue;
        left = rest;
        parts = Math.max(parts - 1, 2);
        continue search;
      }
    }
    if (chunks.length === left.length) break;
    parts *= 2;
  }
  return { causes: left, areInseparable: left.length > 1 && isBroken };
}

function split(all: readonly number[], parts: number): readonly (readonly number[])[] {
  return Array.from({ length: parts }, (_, i) =>
    all.slice(Math.floor((i * all.length) / parts), Math.floor(((i + 1) * all.length) / parts)),
  );
}
