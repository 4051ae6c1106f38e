import { formatSeconds } from '../../words/format-value.ts';
import { states } from '../../words/states.ts';
import { fitText } from '../charts/text-width.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { customProperties } from '../page/palette.ts';
import { statePath, stateRules } from '../page/state-icon.ts';
import type { GraphStage } from './graph-stage.ts';
import { type GraphLayout, layoutGraph, nodeSize } from './layout-graph.ts';

export interface GraphDrawing {
  /** Where a click on a stage goes, such as `#stage-features`; without it nodes are no links. */
  readonly linkOf?: (stage: GraphStage) => string;
  /** Whether the SVG carries its own colours, as a file of its own needs; a page gives them by CSS. */
  readonly isStandalone?: boolean;
}

/** In pixels: a graph that is wider scrolls, since shrunk to the page its names could not be read. */
const widestShrunk = 1400;

/** The graph of stages as an SVG element: names, states by icon, word and colour, reasons, durations. */
export async function renderGraphSvg(
  stages: readonly GraphStage[],
  drawing: GraphDrawing = {},
): Promise<SafeHtml> {
  const layout = await layoutGraph(stages);
  const places = new Map(layout.nodes.map((node) => [node.id, node]));
  const nodes = stages.map((stage) => {
    const place = places.get(stage.id);
    return place && renderNode(stage, { ...place, link: drawing.linkOf?.(stage) ?? null });
  });
  const label = `Stages and what they depend on: ${stages.map((stage) => stage.id).join(', ')}`;
  const isWide = layout.width > widestShrunk;
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="graph${isWide && ' wide'}" role="${drawing.linkOf ? 'group' : 'img'}" aria-label="${label}" width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}">${drawing.isStandalone === true && html`<style>${standaloneStyles}${graphStyles}</style>`}<defs><marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 .5L8 4L0 7.5z"/></marker></defs>${layout.edges.map((edge) => html`<path class="edge${edge.isImplied ? ' implied' : ''}" marker-end="url(#graph-arrow)" d="${curve(edge.points)}"/>`)}${nodes}</svg>`;
}

/** How a graph looks; its colours are custom properties of the page. */
export const graphStyles =
  '.graph{max-width:100%;height:auto;font-family:system-ui,sans-serif}.graph.wide{max-width:none}' +
  '.graph .edge{fill:none;stroke:var(--line-2);stroke-width:1.5}.graph .implied{stroke-width:1;stroke-dasharray:1 3;stroke-linecap:round}.graph .tip{fill:var(--line-2)}' +
  '.graph .box{fill:var(--paper);stroke:var(--line-2)}.graph .bar,.graph .word{fill:currentColor}' +
  '.graph .icon{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}' +
  '.graph .name{fill:var(--ink);font-size:14px;font-weight:600}.graph .word{font-size:12px;font-weight:600}' +
  '.graph .aside{fill:var(--ink-2);font-size:12px}' +
  stateRules('.graph ') +
  '.graph a{text-decoration:none}.graph a:hover .box,.graph a:focus .box{stroke:var(--accent);stroke-width:2}' +
  '.graph a:focus-visible{outline:none}.graph a:focus-visible .box{stroke-width:3}';

const standaloneStyles = `.graph{${customProperties('light')}}@media (prefers-color-scheme:dark){.graph{${customProperties('dark')}}}`;

function renderNode(
  stage: GraphStage,
  place: { readonly x: number; readonly y: number; readonly link: string | null },
): SafeHtml {
  const { state } = stage;
  const room = nodeSize.width - 40;
  const seconds = stage.seconds === undefined || state === 'blocked' ? '' : formatSeconds(stage.seconds);
  const words = [stage.id, state === undefined ? '' : states[state].word, seconds, stage.reason ?? '']
    .filter((word) => word !== '')
    .join(', ');
  const drawn = html`<g class="node ${state ?? 'cached'}" transform="translate(${place.x},${place.y})"><title>${words}</title><rect class="box" width="${nodeSize.width}" height="${nodeSize.height}" rx="6"/><rect class="bar" x="0" y="8" width="4" height="${nodeSize.height - 16}" rx="2"/>${state !== undefined && html`<path class="icon" transform="translate(16,8) scale(.875)" d="${statePath(state)}"/>`}<text class="name" x="${state === undefined ? 16 : 37}" y="20">${fitText(stage.id, { width: room - 10, fontSize: 14 })}</text>${state !== undefined && html`<text class="word" x="16" y="38">${states[state].word}</text>`}${seconds !== '' && html`<text class="aside" x="${nodeSize.width - 14}" y="38" text-anchor="end">${seconds}</text>`}${stage.reason !== undefined && html`<text class="aside" x="16" y="54">${fitText(withoutFolders(stage.reason), { width: room + 4, fontSize: 12 })}</text>`}</g>`;
  return place.link === null ? drawn : html`<a href="${place.link}">${drawn}</a>`;
}

/** `stages/lib/returns.ts: logReturn changed` as `…/returns.ts: logReturn changed`: a node has little room. */
function withoutFolders(reason: string): string {
  return reason.replace(/^(?:[\w.-]+\/)+(?=[\w.-]+: )/, '…/');
}

/** A line from point to point that leaves and reaches each of them upright. */
function curve(points: GraphLayout['edges'][number]['points']): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let [fromX, fromY] = first;
  const parts = rest.map(([x, y]) => {
    const middle = Math.round((fromY + y) * 5) / 10;
    const part = fromX === x ? `L${x} ${y}` : `C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
    [fromX, fromY] = [x, y];
    return part;
  });
  return `M${first[0]} ${first[1]}${parts.join('')}`;
}
