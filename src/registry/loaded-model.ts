import type { Digest } from '../base/digest.ts';
import type { Columns } from '../learn/columns.ts';
import type { Metric } from '../model/metric.ts';
import type { TrainingData } from '../model/model-manifest.ts';
import type { SignaturePolicy } from '../model/pipeline.ts';
import type { RowAnswers } from '../model/prediction.ts';

/** Where a model is loaded from, and what is asked of it. */
export interface LoadModelOptions {
  /** The project's folder, which holds `ml-models`; by default the current one. */
  readonly root?: string;
  /** Whose signature it needs; by default what `registry.signatures` of pipeline.yaml says. */
  readonly policy?: SignaturePolicy;
  /** The folder of trusted public keys; by default `registry.trustedKeys` of pipeline.yaml. */
  readonly trustedKeys?: string;
}

/** A model that was verified whole before anything of it was built. */
export interface LoadedModel {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
  /** Columns that it reads. */
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** As its evaluate stage reported them when it was registered. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly trainingData: TrainingData | null;
  /** The key whose signature was checked, by the SHA-256 of its PEM text; null where none was asked for. */
  readonly signedBy: string | null;
  /**
   * Each class's probability for rows given as columns of raw features, NaN where one is missing: the numbers
   * that the evaluate stage got for the same rows. Columns that it does not read are ignored. Rejects with an
   * Error naming a column that is missing or holds text.
   */
  predictProba(
    features: Readonly<Record<string, ArrayLike<number>>>,
  ): Promise<Readonly<Record<string, Float64Array>>>;
  /**
   * Answers rows as they come: through the recorded transforms of `predict.transforms`, then scaler and imputer, then
   * the members, each row with what is to be said of it. Rows are columns of one length, or objects (a missing value
   * is null, NaN or left out; an instant a Date or milliseconds). With `given: 'features'` they are features already.
   * Rejects with an Error naming a column that is missing, or with what a transform threw.
   */
  predict(
    rows: Columns | readonly Readonly<Record<string, unknown>>[],
    options?: { readonly given?: 'rows' | 'features' },
  ): Promise<RowAnswers>;
}
