import type { OutcomeSummary } from '../model/event.ts';
import type { Reason } from '../model/reason.ts';
import { describeReason } from './describe-reason.ts';
import { formatSeconds } from './format-value.ts';
import { states } from './states.ts';

/** How a stage ended, in parts: a line of a terminal lays them out in columns, a log joins them. */
export interface FinishedParts {
  readonly sign: string;
  readonly word: string;
  readonly time: string;
  readonly reasons: string;
}

export function finishedParts(outcome: OutcomeSummary): FinishedParts {
  const { kind, seconds, attempts, savedSeconds } = outcome;
  const { sign, word } = states[kind];
  const reasons = [reasonWords(outcome.reasons), attempts > 1 ? `${attempts} attempts` : '']
    .filter((part) => part !== '')
    .join(', ');
  return { sign, word, time: timeWords({ kind, seconds, savedSeconds }), reasons };
}

/** A few reasons in words; a count stands for the rest. */
export function reasonWords(reasons: readonly Reason[]): string {
  const most = 3;
  const words = reasons.slice(0, most).map(describeReason);
  const rest = reasons.length - words.length;
  return [...words, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function timeWords({
  kind,
  seconds,
  savedSeconds,
}: Pick<OutcomeSummary, 'kind' | 'seconds' | 'savedSeconds'>): string {
  if (kind === 'blocked') return '';
  if (kind !== 'cached') return formatSeconds(seconds);
  return savedSeconds >= 0.1 ? `saved ${formatSeconds(savedSeconds)}` : '';
}
