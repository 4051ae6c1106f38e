import type { Style } from './style.ts';

/** States of a stage or of an experiment, and what a plan would do. */
export type ShownState = 'ran' | 'cached' | 'failed' | 'blocked' | 'stale' | 'waiting' | 'ok' | 'interrupted';

/** What colour a state has: pages give each tone a custom property of its own, terminals a colour. */
export type Tone = 'ran' | 'cached' | 'failed' | 'blocked';

interface StateLook {
  /** For the terminal and other plain text. */
  readonly sign: string;
  readonly word: string;
  readonly tone: Tone;
}

/** How each state is told: none of sign, word and colour is needed to know it. */
export const states: Readonly<Record<ShownState, StateLook>> = {
  ran: { sign: '✓', word: 'ran', tone: 'ran' },
  cached: { sign: '↺', word: 'cached', tone: 'cached' },
  failed: { sign: '✗', word: 'failed', tone: 'failed' },
  blocked: { sign: '⊘', word: 'blocked', tone: 'blocked' },
  stale: { sign: '●', word: 'would run', tone: 'blocked' },
  waiting: { sign: '…', word: 'waiting', tone: 'cached' },
  ok: { sign: '✓', word: 'succeeded', tone: 'ran' },
  interrupted: { sign: '‖', word: 'interrupted', tone: 'blocked' },
};

/** Text in the colour of a state. */
export function paintState(state: ShownState, style: Style): (text: string) => string {
  return { ran: style.green, cached: style.blue, failed: style.red, blocked: style.yellow }[
    states[state].tone
  ];
}

/** `5 ran, 2 cached`: how many stages ended how; `none` where there are none. */
export function stateCounts(ended: readonly ShownState[]): string {
  const parts = (['ran', 'cached', 'failed', 'blocked'] as const).flatMap((state) => {
    const count = ended.filter((one) => one === state).length;
    return count > 0 ? [`${count} ${states[state].word}`] : [];
  });
  return parts.join(', ') || 'none';
}
