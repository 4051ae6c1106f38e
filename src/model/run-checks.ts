/** The `checks` of a pipeline.yaml, resolved: what each run proves beside making its results. */
export interface RunChecks {
  /** Whether nothing after an instant may change what was known by then; null where that is not asked for. */
  readonly future: {
    /** Epoch milliseconds of the last instant that is known; null for the last before the test part. */
    readonly atMs: number | null;
    /** Whether models are made again as well. */
    readonly isWithModels: boolean;
  } | null;
  /** The column whose values may not be in two parts, nor change what is known of others; null for none. */
  readonly groups: string | null;
  /** Columns that are labels beside those that read so. */
  readonly labels: readonly string[];
}

export const noChecks: RunChecks = { future: null, groups: null, labels: [] };
