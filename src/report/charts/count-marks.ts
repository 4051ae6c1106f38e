/** The part of a Vega scene graph that counting needs. */
interface SceneNode {
  readonly marktype?: string;
  readonly role?: string;
  readonly items?: readonly SceneNode[];
}

/**
 * The marks that a chart draws for its data: bars, points, and each vertex of a line or area. Axes, legends
 * and titles do not count.
 */
export function countMarks(scene: unknown): number {
  const node = scene as SceneNode;
  if (node.role !== undefined && /^(axis|legend|title)/.test(node.role)) return 0;
  const items = node.items ?? [];
  if (node.marktype !== undefined && node.marktype !== 'group') return items.length;
  return items.reduce((sum, item) => sum + countMarks(item), 0);
}
