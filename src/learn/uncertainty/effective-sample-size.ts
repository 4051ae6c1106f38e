import type { BootstrapInterval } from './bootstrap.ts';

/**
 * How many independent rows would give a proportion the spread that its bootstrap found: p (1 − p) / SE², at
 * most `rows`. Kish, "Survey sampling", 1965: rows divided by the design effect. It takes in both overlap in
 * time and likeness within a date, as far as the blocks hold them. Where the draws have no spread (p is 0 or 1)
 * it is the number of blocks, units / blockLength: what can be said without it.
 */
export function effectiveSampleSize(
  { estimate, standardError, units, blockLength, isDegenerate }: BootstrapInterval,
  { rows }: { readonly rows: number },
): number {
  const blocks = units / blockLength;
  if (isDegenerate || !(standardError > 0)) return Math.min(rows, blocks);
  return Math.min(rows, (estimate * (1 - estimate)) / standardError ** 2);
}
