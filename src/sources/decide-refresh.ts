import type { Digest } from '../base/digest.ts';

/** When a source is looked at again: the `refresh` of an extract stage (`every: 1d` in milliseconds). */
export type RefreshPolicy = 'on-change' | 'always' | 'pinned' | { readonly everyMs: number };

/** What is left of the last extraction of a stage. */
export interface LastSnapshot {
  readonly content: Digest;
  /** What the probe gave then; null where it could not tell. */
  readonly token: string | null;
  /** When it was read, in milliseconds since 1970. */
  readonly takenAtMs: number;
}

export type RefreshDecision = {
  readonly kind: 'extract' | 'reuse' | 'impossible';
  readonly reason: RefreshReason;
};

export type RefreshReason =
  | { readonly kind: 'first' }
  | { readonly kind: 'always' }
  | { readonly kind: 'unchanged' | 'changed' | 'cannot-tell' }
  | { readonly kind: 'pinned'; readonly content: Digest }
  | { readonly kind: 'not-pinned' }
  | { readonly kind: 'pinned-missing'; readonly content: Digest }
  | { readonly kind: 'offline'; readonly ageMs: number }
  | { readonly kind: 'offline-missing' }
  | { readonly kind: 'young' | 'old'; readonly ageMs: number; readonly everyMs: number };

/**
 * Whether a source is read again or its last snapshot used. Pure. `probe` is the token of now: null where it
 * could not tell, undefined where it was not asked (only `on-change` needs it). For `pinned`, `pinned` is
 * the digest that pipeline.lock names and `isPinnedKept` whether the store has that snapshot; where it has
 * not, the source is read, and the caller must refuse what comes if it is not the pinned content.
 */
export function decideRefresh(facts: {
  readonly refresh: RefreshPolicy;
  readonly isOffline: boolean;
  readonly last: LastSnapshot | null;
  readonly nowMs: number;
  readonly probe?: string | null;
  readonly pinned?: Digest | null;
  readonly isPinnedKept?: boolean;
}): RefreshDecision {
  const { refresh, last, nowMs } = facts;
  const ageMs = last === null ? 0 : Math.max(0, nowMs - last.takenAtMs);
  if (refresh === 'pinned' && facts.pinned != null) {
    const content = facts.pinned;
    return facts.isPinnedKept === true || last?.content === content
      ? { kind: 'reuse', reason: { kind: 'pinned', content } }
      : { kind: facts.isOffline ? 'impossible' : 'extract', reason: { kind: 'pinned-missing', content } };
  }
  if (facts.isOffline) {
    return last === null
      ? { kind: 'impossible', reason: { kind: 'offline-missing' } }
      : { kind: 'reuse', reason: { kind: 'offline', ageMs } };
  }
  if (refresh === 'pinned') return { kind: 'extract', reason: { kind: 'not-pinned' } };
  if (last === null) return { kind: 'extract', reason: { kind: 'first' } };
  if (refresh === 'always') return { kind: 'extract', reason: { kind: 'always' } };
  if (refresh === 'on-change') {
    if (facts.probe == null || last.token === null)
      return { kind: 'extract', reason: { kind: 'cannot-tell' } };
    return facts.probe === last.token
      ? { kind: 'reuse', reason: { kind: 'unchanged' } }
      : { kind: 'extract', reason: { kind: 'changed' } };
  }
  const { everyMs } = refresh;
  return ageMs < everyMs
    ? { kind: 'reuse', reason: { kind: 'young', ageMs, everyMs } }
    : { kind: 'extract', reason: { kind: 'old', ageMs, everyMs } };
}

/** Why, in words, for `why`, `status` and the report. */
export function refreshText(reason: RefreshReason): string {
  switch (reason.kind) {
    case 'first':
      return 'no snapshot yet';
    case 'always':
      return 'refresh: always';
    case 'unchanged':
      return 'nothing was written to the database since the last snapshot';
    case 'changed':
      return 'the database was written to since the last snapshot';
    case 'cannot-tell':
      return 'whether the database changed cannot be told cheaply';
    case 'pinned':
      return `pinned to ${reason.content.slice(0, 17)}`;
    case 'not-pinned':
      return 'pinned, and pipeline.lock names no snapshot yet';
    case 'pinned-missing':
      return `pinned to ${reason.content.slice(0, 17)}, which the store does not have`;
    case 'offline':
      return `offline: the last snapshot, ${ageText(reason.ageMs)} old`;
    case 'offline-missing':
      return 'offline, and there is no snapshot';
    case 'young':
      return `the last snapshot is ${ageText(reason.ageMs)} old, less than ${ageText(reason.everyMs)}`;
    case 'old':
      return `the last snapshot is ${ageText(reason.ageMs)} old, ${ageText(reason.everyMs)} or more`;
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** `3 d`, `4 h`, `12 min`, `8 s`: rounded down in the largest unit that fits. */
export function ageText(ms: number): string {
  const [unit, size] = units.find(([, limit]) => ms >= limit) ?? ['s', 1000];
  return `${Math.floor(ms / size)} ${unit}`;
}
