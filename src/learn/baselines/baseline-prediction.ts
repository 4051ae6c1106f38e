/** What a rule that learns nothing predicts, to be scored as any model on the same rows. */
export interface BaselinePrediction {
  readonly name: 'majority' | 'class-prior' | 'last-matured-label' | 'momentum';
  readonly predicted: readonly string[];
  /** A column a class, where the rule gives probabilities. */
  readonly probabilities?: Readonly<Record<string, Float64Array>>;
  /** Rows for which the rule had nothing to go by, and predicted its fallback. */
  readonly fallbackRows: number;
}

/** What the rules that look at class frequencies learn from: training rows only. */
export interface TrainingLabels {
  readonly trained: readonly string[];
  readonly classes: readonly string[];
}
