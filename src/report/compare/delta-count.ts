import { formatNumber } from '../../words/format-value.ts';

/** A difference of counts with its sign; nothing changed is 0. */
export function deltaCount(delta: number): string {
  return `${delta > 0 ? '+' : ''}${formatNumber(delta, 'integer')}`;
}
