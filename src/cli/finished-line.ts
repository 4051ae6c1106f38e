import type { Style } from '../commands/command.ts';
import type { OutcomeSummary } from '../model/event.ts';
import type { Reason } from '../model/reason.ts';
import { describeReason } from '../words/describe-reason.ts';
import { formatSeconds } from '../words/format-value.ts';

/** How a stage ended, in parts: a line of a terminal lays them out in columns, a log joins them. */
export interface FinishedParts {
  readonly symbol: string;
  readonly state: string;
  readonly time: string;
  readonly reasons: string;
}

export function finishedParts({
  kind,
  reasons,
  seconds,
  attempts,
  savedSeconds,
}: OutcomeSummary): FinishedParts {
  const told = reasonWords(reasons);
  switch (kind) {
    case 'ran':
      return {
        symbol: '✓',
        state: 'ran',
        time: formatSeconds(seconds),
        reasons: withAttempts(told, attempts),
      };
    case 'cached':
      return {
        symbol: '↺',
        state: 'cached',
        time: savedSeconds >= 0.1 ? `saved ${formatSeconds(savedSeconds)}` : '',
        reasons: told,
      };
    case 'failed':
      return {
        symbol: '✗',
        state: 'failed',
        time: formatSeconds(seconds),
        reasons: withAttempts(told, attempts),
      };
    case 'blocked':
      return { symbol: '–', state: 'blocked', time: '', reasons: told };
  }
}

/** A few reasons in words; a count stands for the rest. */
export function reasonWords(reasons: readonly Reason[]): string {
  const most = 3;
  const words = reasons.slice(0, most).map(describeReason);
  const rest = reasons.length - words.length;
  return [...words, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

export function paint(kind: OutcomeSummary['kind'], style: Style): (text: string) => string {
  return { ran: style.green, cached: style.blue, failed: style.red, blocked: style.yellow }[kind];
}

function withAttempts(reasons: string, attempts: number): string {
  return attempts > 1 ? `${reasons}${reasons === '' ? '' : ', '}${attempts} attempts` : reasons;
}
