import type { GraphStage } from './graph-stage.ts';
import { isImplied } from './is-implied.ts';

/** Where things stand in a drawing, in pixels from its top left corner. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** In the order of the stages given; `x`, `y` is the top left corner. */
  readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    /** Whether a longer way leads from the one to the other as well. */
    readonly isImplied: boolean;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

export const nodeSize = { width: 248, height: 62 };

/**
 * A layered layout from top to bottom (Sugiyama's method, by dagre): what a stage depends on stands above
 * it. The same stages give the same layout.
 */
export async function layoutGraph(stages: readonly GraphStage[]): Promise<GraphLayout> {
  const { default: dagre } = await import('@dagrejs/dagre');
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 14, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  // By number, since an id may be any text, `__proto__` included.
  const numbers = new Map(stages.map((stage, index) => [stage.id, `n${index}`]));
  for (const name of numbers.values()) graph.setNode(name, { ...nodeSize });
  const edges = stages.flatMap((stage) =>
    [...new Set(stage.dependsOn)]
      .filter((id) => numbers.has(id) && id !== stage.id)
      .map((id) => ({
        from: id,
        to: stage.id,
        ends: [nameOf(numbers, id), nameOf(numbers, stage.id)] as const,
      })),
  );
  for (const { from, to, ends } of edges) {
    graph.setEdge(ends[0], ends[1], { weight: isImplied(stages, { from, to }) ? 1 : 8 });
  }
  dagre.layout(graph);
  const size = graph.graph();
  const centre = (id: string) =>
    graph.node(nameOf(numbers, id)) as { readonly x: number; readonly y: number };
  const nodes = stages.map((stage) => {
    const { x, y } = centre(stage.id);
    return { id: stage.id, x: round(x - nodeSize.width / 2), y: round(y - nodeSize.height / 2) };
  });
  const drawn = edges.map(({ from, to, ends }) => {
    const bends: readonly { readonly x: number; readonly y: number }[] =
      graph.edge(ends[0], ends[1]).points ?? [];
    // An edge between neighbouring layers needs no bend; a longer one keeps those that lead it past nodes.
    const inner = bends.length > 3 ? bends.slice(1, -1) : [];
    const start = { x: centre(from).x, y: centre(from).y + nodeSize.height / 2 };
    const end = { x: centre(to).x, y: centre(to).y - nodeSize.height / 2 };
    return {
      from,
      to,
      isImplied: isImplied(stages, { from, to }),
      points: [start, ...inner, end].map(({ x, y }) => [round(x), round(y)] as const),
    };
  });
  // Edges may be led past the outermost nodes, which is all that dagre's own size knows of.
  const bends = drawn.flatMap(({ points }) => points.map(([x]) => x));
  const left = Math.max(0, Math.ceil(edgeRoom - Math.min(edgeRoom, ...bends)));
  const right = Math.max(size.width ?? 0, ...bends.map((x) => x + edgeRoom));
  return {
    width: Math.ceil(right + left),
    height: Math.ceil(size.height ?? 0),
    nodes: nodes.map((node) => ({ ...node, x: node.x + left })),
    edges: drawn.map((edge) => ({ ...edge, points: edge.points.map(([x, y]) => [x + left, y] as const) })),
  };
}

/** Beside an edge's outermost point: half of its line and of its arrow. */
const edgeRoom = 4;

function nameOf(numbers: ReadonlyMap<string, string>, id: string): string {
  const name = numbers.get(id);
  if (name === undefined) throw new Error(`the graph has no stage ${id}`);
  return name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
