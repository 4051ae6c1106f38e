import type { Digest } from '../base/digest.ts';
import type { RefreshPolicy } from '../model/pipeline.ts';
import type { RefreshReason } from '../model/refresh-reason.ts';

/** What is left of the last extraction of a stage. */
export interface LastSnapshot {
  /** What the probe gave then; null where it could not tell. */
  readonly token: string | null;
  /** When it was read, in milliseconds since 1970. */
  readonly takenAtMs: number;
}

/** Whether the store has a snapshot that must not be read anew, and of the tables that are asked for now. */
export type HeldSnapshot =
  | { readonly kind: 'kept' | 'lost' | 'other-tables'; readonly content: Digest }
  | { readonly kind: 'none' };

export type RefreshDecision = {
  /** `hold` means the held snapshot as it is; `reuse` the last one, as long as the recipe names it. */
  readonly kind: 'extract' | 'reuse' | 'hold' | 'impossible';
  readonly reason: RefreshReason;
};

/** `pinned`: what pipeline.lock names is used from the store, or nothing is. Pure, and no server is asked. */
export function decidePinned(held: HeldSnapshot): RefreshDecision {
  if (held.kind === 'none') return { kind: 'impossible', reason: { kind: 'not-pinned' } };
  const { content } = held;
  if (held.kind === 'kept') return { kind: 'hold', reason: { kind: 'pinned', content } };
  const kind = held.kind === 'lost' ? 'pinned-missing' : 'pinned-tables';
  return { kind: 'impossible', reason: { kind, content } };
}

/** `--offline`: the last snapshot is used from the store, or nothing is. Pure, and no server is asked. */
export function decideOffline(held: HeldSnapshot, ageMs: number): RefreshDecision {
  if (held.kind === 'kept') return { kind: 'hold', reason: { kind: 'offline', ageMs } };
  const kind = held.kind === 'other-tables' ? 'offline-tables' : 'offline-missing';
  return { kind: 'impossible', reason: { kind } };
}

/**
 * Whether a source is read again or its last snapshot used. Pure. `probe` is the token of now: null where it
 * could not tell, undefined where it was not asked (only `on-change` needs it). With `isAsked` it is read
 * whatever the policy says.
 */
export function decideRefresh(facts: {
  readonly refresh: Exclude<RefreshPolicy, 'pinned'>;
  readonly isAsked: boolean;
  readonly last: LastSnapshot | null;
  readonly nowMs: number;
  readonly probe?: string | null;
}): RefreshDecision {
  const { refresh, last, nowMs } = facts;
  if (facts.isAsked) return { kind: 'extract', reason: { kind: 'asked' } };
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
  const ageMs = Math.max(0, nowMs - last.takenAtMs);
  return ageMs < everyMs
    ? { kind: 'reuse', reason: { kind: 'young', ageMs, everyMs } }
    : { kind: 'extract', reason: { kind: 'old', ageMs, everyMs } };
}
