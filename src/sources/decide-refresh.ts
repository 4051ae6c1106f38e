import type { Digest } from '../base/digest.ts';
import type { RefreshReason } from '../model/refresh-reason.ts';

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
