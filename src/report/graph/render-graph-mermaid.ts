import { formatSeconds } from '../../words/format-value.ts';
import { states } from '../../words/states.ts';
import { palette } from '../page/palette.ts';
import type { GraphStage } from './graph-stage.ts';

/** The graph as a Mermaid flowchart, which GitHub and GitLab draw in markdown. */
export function renderGraphMermaid(stages: readonly GraphStage[]): string {
  const names = new Map(stages.map((stage, index) => [stage.id, `s${index}`]));
  const nodes = stages.map((stage) => {
    const facts = [
      stage.state === undefined ? '' : states[stage.state].word,
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
  const shown = [...new Set(stages.flatMap((stage) => (stage.state === undefined ? [] : [stage.state])))];
  const classes = shown.map(
    (state) => `  classDef ${state} stroke:${palette.light[states[state].tone]},stroke-width:2px`,
  );
  return `${['flowchart TD', ...nodes, ...edges, ...classes].join('\n')}\n`;
}

/** Mermaid's entity codes are numbers behind `#`; a quotation mark would end the label, markup be drawn. */
function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;·→()/_%+=-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
