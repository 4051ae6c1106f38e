import { type ShownState, states } from '../../words/states.ts';
import { html, type SafeHtml } from './html.ts';

/** A state as icon, word and colour: none of the three is needed to tell it. */
export function renderState(state: ShownState): SafeHtml {
  return html`<span class="state ${state}">${stateIcon(state)}${states[state].word}</span>`;
}

/** A 16 × 16 drawing in the colour of the text around it. */
export function stateIcon(state: ShownState): SafeHtml {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d="${statePath(state)}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

/** The stroke of a state's icon in a 16 × 16 box. */
export function statePath(state: ShownState): string {
  return paths[state];
}

/** The colours of states below a selector. */
export function stateRules(selector: string): string {
  return Object.entries(states)
    .map(([state, { tone }]) => `${selector}.${state}{color:var(--${tone})}`)
    .join('');
}

const paths: Readonly<Record<ShownState, string>> = {
  ran: 'M2.5 8.5l3.5 3.5l7.5-8',
  ok: 'M2.5 8.5l3.5 3.5l7.5-8',
  cached: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3h-3',
  failed: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  blocked: 'M8 2.5a5.5 5.5 0 1 0 .01 0M4.3 4.3l7.4 7.4',
  interrupted: 'M5 3v10M11 3v10',
  stale: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.5l2 1.5',
  waiting: 'M3 8h.01M8 8h.01M13 8h.01',
};
