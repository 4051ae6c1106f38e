import { formatSeconds } from '../../words/format-value.ts';
import { stateWord } from '../page/state-icon.ts';
import type { GraphStage } from './graph-stage.ts';

/** The graph as a Mermaid flowchart, which GitHub and GitLab draw in markdown. */
export function renderGraphMermaid(stages: readonly GraphStage[]): string {
  const names = new Map(stages.map((stage, index) => [stage.id, `s${index}`]));
  const nodes = stages.map((stage) => {
    const facts = [
      stage.state === undefined ? '' : stateWord(stage.state),
      stage.seconds === undefined ? '' : formatSeconds(stage.seconds),
    ].filter((fact) => fact !== '');
    const label = [stage.id, facts.join(' · '), stage.reason ?? '']
      .filter((line) => line !== '')
      .map(escapeLabel);
    const style = stage.state === undefined ? '' : `:::${stage.state}`;
    return `  ${names.get(stage.id)}["${label.join('<br/>')}"]${style}`;
  });
  const edges = stages.flatMap((stage) =>
    stage.dependsOn
      .filter((id) => names.has(id))
      .map((id) => `  ${names.get(id)} --> ${names.get(stage.id)}`),
  );
  const states = [...new Set(stages.flatMap((stage) => (stage.state === undefined ? [] : [stage.state])))];
  const classes = states.map((state) => `  classDef ${state} stroke:${strokes[state]},stroke-width:2px`);
  return `${['flowchart TD', ...nodes, ...edges, ...classes].join('\n')}\n`;
}

const strokes: Readonly<Record<NonNullable<GraphStage['state']>, string>> = {
  ran: '#0a62b0',
  ok: '#0a62b0',
  cached: '#57606a',
  waiting: '#57606a',
  failed: '#b0340a',
  blocked: '#7a5600',
  stale: '#7a5600',
  interrupted: '#7a5600',
};

/** Mermaid's entity codes are numbers behind `#`; a quotation mark would end the label, markup be drawn. */
function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;·→()/_%+=-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
