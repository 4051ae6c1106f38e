/** What a stage says of an output that holds its predictions, a row each: which column is what. */
export interface PredictionsDeclaration {
  /** The output's name; `predictions` where not given. */
  readonly output: string;
  /** The columns of the truth and of what was predicted; `actual` and `predicted` where not given. */
  readonly actual?: string;
  readonly predicted?: string;
  /** `labels` reads numbers as names of classes, as digits are; else text is labels, and numbers are numbers. */
  readonly target?: 'labels' | 'numbers';
  /** The column of each class's probability; `p_<class>` where not given. */
  readonly probabilities?: Readonly<Record<string, string>>;
  /** The columns that name a row, once; else those that look it. */
  readonly key?: readonly string[];
  /** Rows of one group, such as a patient, hang together: they are drawn together. */
  readonly group?: string;
  /** The column of each row's date. */
  readonly date?: string;
  /** How many dates a label reaches over; else the longest `horizon` among the params. */
  readonly horizon?: number;
  /** The column that tells test rows from others; `part` where not given. */
  readonly part?: string;
}

/**
 * How a metric comes from rows: a name that labbook knows (`accuracy`, `network.log_loss`), or a number a row, by its
 * column: its mean, the root of its mean, or the ratio of two sums.
 */
export type Score =
  | string
  | { readonly mean: string }
  | { readonly root: string }
  | { readonly ratio: readonly [over: string, under: string] };
