import type { RunEvent } from '../model/event.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';

export interface ProbeRequest {
  readonly record: ExperimentRecord;
  /** Holds the blobs that the record names. */
  readonly store: StoreFolder;
  /** `atMs` null: the last instant before the test part, else the middle of the data. */
  readonly question:
    | { readonly kind: 'future'; readonly atMs: number | null }
    | { readonly kind: 'groups'; readonly column: string };
  /** Label columns beside those that read so. */
  readonly labels: readonly string[];
  readonly isWithModels: boolean;
  readonly modules: string;
  readonly jobs: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}
