import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GraphStage } from '../../../src/report/graph/graph-stage.ts';
import { layoutGraph, nodeSize } from '../../../src/report/graph/layout-graph.ts';
import { renderGraphMermaid } from '../../../src/report/graph/render-graph-mermaid.ts';
import { renderGraphSvg } from '../../../src/report/graph/render-graph-svg.ts';
import { renderGraphText } from '../../../src/report/graph/render-graph-text.ts';

const test = suite('the graph of stages');

const stages: readonly GraphStage[] = [
  { id: 'extract', dependsOn: [], state: 'cached', seconds: 0.04, reason: 'nothing changed' },
  { id: 'features', dependsOn: ['extract'], state: 'ran', seconds: 1.2, reason: 'params.window 7 → 14' },
  { id: 'label', dependsOn: ['extract'] },
  { id: 'split', dependsOn: ['features', 'label'] },
  { id: 'network', dependsOn: ['split'] },
  { id: 'forest', dependsOn: ['split'] },
  { id: 'evaluate', dependsOn: ['network', 'forest', 'split'] },
];

test('in a terminal leads a lane down to each stage that waits for results', () => {
  assert.is(
    renderGraphText(stages),
    `↺      extract   cached    40 ms     nothing changed
├─╮
✓ │    features  ran       1.2 s     params.window 7 → 14
│ ○    label
├─╯
○      split
├─┬─╮
○ │ │  network
╰─┼─┤
  ○ │  forest
  ╰─┤
    ○  evaluate
`,
  );
});

test('as Mermaid names stages by number and escapes their labels', () => {
  assert.is(
    renderGraphMermaid([
      { id: 'a"]; click', dependsOn: [] },
      { id: 'b', dependsOn: ['a"]; click', 'gone'], state: 'failed', seconds: 2, reason: 'x <b>' },
    ]),
    `flowchart TD
  s0["a#34;#93;; click"]
  s1["b<br/>failed · 2.0 s<br/>x #60;b#62;"]:::failed
  s0 --> s1
  classDef failed stroke:#b0340a,stroke-width:2px
`,
  );
});

/** Any graph without cycles: stage i may depend on stages before it. */
const anyGraph = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 16 })
  .map((rows) =>
    rows.map(
      (row, index): GraphStage => ({
        id: `s${index}`,
        dependsOn: [...new Set(row.filter((other) => other < index).map((other) => `s${other}`))],
      }),
    ),
  );

test('is laid out in layers: every stage below what it depends on, no two on one spot, all inside', async () => {
  await fc.assert(
    fc.asyncProperty(anyGraph, async (graph) => {
      const layout = await layoutGraph(graph);
      const at = new Map(layout.nodes.map((node) => [node.id, node]));
      for (const stage of graph) {
        const own = at.get(stage.id);
        assert.ok(own && own.x >= 0 && own.y >= 0);
        assert.ok(own.x + nodeSize.width <= layout.width && own.y + nodeSize.height <= layout.height);
        for (const id of stage.dependsOn) assert.ok((at.get(id)?.y ?? 0) + nodeSize.height < own.y);
      }
      for (const a of layout.nodes) {
        for (const b of layout.nodes) {
          if (a.id === b.id) continue;
          assert.ok(Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height);
        }
      }
      assert.is(
        layout.edges.length,
        graph.reduce((sum, stage) => sum + stage.dependsOn.length, 0),
      );
      assert.equal(await layoutGraph(graph), layout);
    }),
    { numRuns: 40 },
  );
});

test('tells edges that a longer way implies', async () => {
  const { edges } = await layoutGraph(stages);
  assert.equal(
    edges.filter((edge) => edge.isImplied).map((edge) => `${edge.from} → ${edge.to}`),
    ['split → evaluate'],
  );
});

test('in a terminal has a line for each stage, in order, whatever the graph', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const named = renderGraphText(graph).match(/s\d+/g) ?? [];
      assert.equal(
        [...named],
        graph.map((stage) => stage.id),
      );
    }),
  );
});

test('in a terminal has no more lanes than stages that wait', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const lines = renderGraphText(graph).split('\n');
      graph.forEach((stage, index) => {
        const line = lines.find((text) => text.trimEnd().endsWith(`  ${stage.id}`)) ?? '';
        const above = new Set(graph.slice(0, index).map(({ id }) => id));
        const waiting = graph.slice(index + 1).filter((later) => later.dependsOn.some((id) => above.has(id)));
        assert.is([...line].filter((character) => character === '│').length, waiting.length);
      });
    }),
  );
});

test('as SVG says each state by icon, word and colour, with reason and duration, and links to cards', async () => {
  const svg = (await renderGraphSvg(stages, { linkOf: (stage) => `#stage-${stage.id}` })).toString();
  assert.match(svg, '<a href="#stage-features">');
  assert.match(svg, /<g class="node ran"[^>]*><title>features, ran, 1\.2 s, params\.window 7 → 14<\/title>/);
  assert.match(svg, '<text class="word" x="16" y="38">ran</text>');
});

test('as SVG survives ids that are names of object members, and cuts long reasons', async () => {
  const svg = (
    await renderGraphSvg([{ id: '__proto__', dependsOn: ['constructor'], reason: 'x'.repeat(200) }])
  ).toString();
  assert.match(svg, '__proto__');
  assert.match(svg, /x{10,40}…<\/text>/);
});

test('of many stages side by side scrolls, rather than shrink until no name can be read', async () => {
  const beside = (count: number): GraphStage[] => [
    { id: 'first', dependsOn: [] },
    ...Array.from({ length: count }, (_, i) => ({ id: `stage-${i}`, dependsOn: ['first'] })),
  ];
  assert.match(String(await renderGraphSvg(beside(15))), 'class="graph wide"');
  assert.match(String(await renderGraphSvg(beside(3))), 'class="graph"');
});

test('cuts no edge off, also one that is led past the outermost stages', async () => {
  const chain = Array.from(
    { length: 7 },
    (_, i): GraphStage => ({ id: `s${i}`, dependsOn: i === 0 ? [] : [`s${i - 1}`] }),
  );
  const past = chain.map((stage, i) =>
    i < 3 ? stage : { ...stage, dependsOn: [...stage.dependsOn, 's0', 's1'] },
  );
  const { width, edges } = await layoutGraph(past);
  const xs = edges.flatMap(({ points }) => points.map(([x]) => x));
  assert.ok(
    Math.min(...xs) >= 4 && Math.max(...xs) <= width - 4,
    `${Math.min(...xs)} to ${Math.max(...xs)} of ${width}`,
  );
});

test.run();
