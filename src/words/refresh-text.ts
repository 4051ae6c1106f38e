import type { RefreshReason } from '../model/refresh-reason.ts';

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
    case 'pinned-tables':
      return `pinned to ${reason.content.slice(0, 17)}, which was read by other queries`;
    case 'asked':
      return 'asked for by --refresh';
    case 'offline':
      return `offline: the last snapshot, ${ageText(reason.ageMs)} old`;
    case 'offline-missing':
      return 'offline, and there is no snapshot of this source';
    case 'offline-tables':
      return 'offline, and the last snapshot was read by other queries';
    case 'offline-asked':
      return 'offline, where no source can be read anew';
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

/** What helps where a snapshot may not be read anew and none can be used. */
export function refreshHelp(reason: RefreshReason, stage: string): string {
  if (reason.kind === 'offline-asked') return 'Leave --offline or --refresh out.';
  return reason.kind.startsWith('offline')
    ? 'Run once without --offline, where the server can be reached.'
    : `To read the source and pin what it holds now: labbook run --refresh ${stage}${
        reason.kind === 'pinned-missing'
          ? '\nFor clones without a server, commit it: labbook baseline accept latest --reason "…" --archive'
          : ''
      }`;
}

/** `3 d`, `4 h`, `12 min`, `8 s`: rounded down in the largest unit that fits. */
export function ageText(ms: number): string {
  const [unit, size] = units.find(([, limit]) => ms >= limit) ?? ['s', 1000];
  return `${Math.floor(ms / size)} ${unit}`;
}
