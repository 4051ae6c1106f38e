import type { ShownState } from '../../words/states.ts';

/** A stage as the drawings of the graph show it. */
export interface GraphStage {
  readonly id: string;
  /** Ids of the stages whose outputs it reads; ids that are not in the graph are left out of a drawing. */
  readonly dependsOn: readonly string[];
  readonly state?: ShownState;
  /** Why it ran, or did not, in words. */
  readonly reason?: string;
  readonly seconds?: number;
}
