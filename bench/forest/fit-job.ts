/**
 * Trains one model on the first rows of a file and scores it on the others: what every side of the peers' bench
 * takes as JSON in its first argument (`fit-ours.ts`, `fit_peer.py`, `fit-ranger.R`), and answers in one JSON line.
 */
export interface FitJob {
  readonly file: string;
  readonly learner: 'forest' | 'boosted';
  readonly library: 'labbook' | 'scikit-learn' | 'xgboost' | 'ranger';
  readonly trainRows: number;
  readonly trees: number;
  /** 0: no limit. */
  readonly maxDepth: number;
  readonly threads: number;
  readonly seed: number;
}

export interface FitResult {
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  /** Balanced accuracy of classes, R² of numbers, on the rows that were not trained on. */
  readonly score: number;
}
