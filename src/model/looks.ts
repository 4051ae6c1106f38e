/** How often a test set was scored, and by how much that widens the interval of the best of all scores. */
export interface Looks {
  readonly times: number;
  readonly widening: number;
}
