/** What a network is trained to make small: a weighted mean of a loss a row. */
export interface Objective {
  /** Units of the output layer. */
  readonly outputs: number;
  /** Whether a row can be right or wrong, so that there is an accuracy. */
  readonly hasAccuracy: boolean;
  /** The loss of a batch, and its gradient where `gradient` is given. */
  score(batch: ScoredBatch): BatchScore;
}

export interface ScoredBatch {
  /** The output layer's values before softmax, `rows.length` × `outputs`, row-major. */
  readonly outputs: Float32Array;
  /** Which row of the data each row of the batch is. */
  readonly rows: Int32Array;
  /** Gets the gradient of Σ weight · loss / (rows · mean weight of all rows) by each output; shaped as `outputs`. */
  readonly gradient: Float32Array | null;
}

export interface BatchScore {
  /** Σ weight · loss. */
  readonly loss: number;
  /** Σ weight. */
  readonly weight: number;
  /** Rows whose highest output is their class; 0 for a regressor. */
  readonly correct: number;
}
