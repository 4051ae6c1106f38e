import type { RegistrySpec } from '../model/pipeline.ts';

export type Bump = 'major' | 'minor' | 'patch';

export interface VersionRequest {
  readonly versions: RegistrySpec['versions'];
  /** Of this model, oldest first. */
  readonly known: readonly string[];
  /** Also taken, by folders that the log does not know. */
  readonly isTaken: (version: string) => boolean;
  readonly bump: Bump;
  readonly at: Date;
}

/**
 * The version that comes next: by semantic versioning the highest one raised, from 1.0.0; by date the day in UTC
 * (`2026.11.24`), and `-2`, `-3` for more of a day. A version that is taken is never given again.
 */
export function nextVersion({ versions, known, isTaken, bump, at }: VersionRequest): string {
  const isFree = (version: string) => !known.includes(version) && !isTaken(version);
  if (versions === 'date') {
    const day = at.toISOString().slice(0, 10).replaceAll('-', '.');
    for (let n = 1; ; n++) {
      const version = n === 1 ? day : `${day}-${n}`;
      if (isFree(version)) return version;
    }
  }
  let version = raised(highest(known), bump);
  while (!isFree(version)) version = raised(version, bump);
  return version;
}

function highest(known: readonly string[]): string | null {
  const numbered = known.filter((version) => /^\d+\.\d+\.\d+$/.test(version));
  return numbered.sort((a, b) => compareNumbers(numbersOf(a), numbersOf(b))).at(-1) ?? null;
}

function raised(version: string | null, bump: Bump): string {
  if (version === null) return '1.0.0';
  const [major, minor, patch] = numbersOf(version);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

function numbersOf(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
