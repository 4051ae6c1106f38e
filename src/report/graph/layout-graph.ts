import type { GraphStage } from './graph-stage.ts';

/** Where things stand in a drawing, in pixels from its top left corner. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** In the order of the stages given; `x`, `y` is the top left corner. */
  readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
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
  for (const { ends } of edges) graph.setEdge(ends[0], ends[1]);
  dagre.layout(graph);
  const size = graph.graph();
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: stages.map((stage) => {
      const node = graph.node(nameOf(numbers, stage.id));
      return {
        id: stage.id,
        x: round((node.x ?? 0) - nodeSize.width / 2),
        y: round((node.y ?? 0) - nodeSize.height / 2),
      };
    }),
    edges: edges.map(({ from, to, ends }) => ({
      from,
      to,
      points: (graph.edge(ends[0], ends[1]).points ?? []).map(
        (point: { readonly x: number; readonly y: number }) => [round(point.x), round(point.y)] as const,
      ),
    })),
  };
}

function nameOf(numbers: ReadonlyMap<string, string>, id: string): string {
  const name = numbers.get(id);
  if (name === undefined) throw new Error(`the graph has no stage ${id}`);
  return name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
