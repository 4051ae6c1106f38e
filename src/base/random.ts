/** Draws numbers in [0, 1) with 32 bits of resolution: the shape of `Math.random`. */
export type Random = () => number;

/**
 * A generator whose whole sequence is decided by `seed` and `streams`; different streams of one seed are
 * independent for practical purposes, so that work split over threads draws the same numbers in any order.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand); its state comes from `mix32` over the seed and
 * the stream numbers. Seeds are taken modulo 2^32. Not for secrets.
 */
export function randomFrom(seed: number, ...streams: readonly number[]): Random {
  let state = mix32(seed >>> 0);
  for (const stream of streams) state = mix32((state ^ mix32((stream + 0x9e3779b9) >>> 0)) >>> 0);
  let a = mix32(state + 1);
  let b = mix32(state + 2);
  let c = mix32(state + 3);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** A seed for a named part of some work, in 1 … 2^31 − 1: never 0, which some initialisers ignore. */
export function deriveSeed(seed: number, name: string): number {
  let state = mix32(seed >>> 0);
  for (let i = 0; i < name.length; i++) state = mix32((state ^ name.charCodeAt(i)) >>> 0);
  return (state % 2147483647) + 1;
}

/** The finaliser of MurmurHash3 (Austin Appleby), a bijection of 32-bit integers. */
function mix32(value: number): number {
  let h = (value + 0x6d2b79f5) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
