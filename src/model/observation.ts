import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { CodeParts, Recipe, Wiring } from './recipe.ts';
import type { ResultRecord } from './result-record.ts';

/** What was found in the project when a run or a plan began: all that recipes need besides upstream results. */
export interface Observation {
  readonly seed: number;
  readonly runtime: Recipe['runtime'];
  readonly stages: Readonly<Record<string, ObservedStage>>;
}

export interface ObservedStage {
  readonly code: Recipe['code'];
  readonly codeParts: CodeParts;
  /** Every file that went into a bundle of the stage, relative to the root: what making it again takes. */
  readonly codeFiles: Readonly<Record<string, Digest>>;
  readonly packages: Recipe['packages'];
  readonly wiring: Wiring;
  /** Absolute folders of those packages: what the stage's process may read of `node_modules`. */
  readonly packageFolders: readonly string[];
  /** What the stage's own schema made of them, as `tagged` JSON. */
  readonly params: JsonObject;
  /** What the programs that it starts say of themselves; left out where it starts none. */
  readonly tools?: Recipe['tools'];
  readonly env: Recipe['env'];
  /** The `view` half, hashed on its own; null where the file has none. */
  readonly view: ObservedView | null;
  /** Inputs that are files or globs of the project; one that is not there is null. */
  readonly files: Readonly<Record<string, ObservedInput | null>>;
  /** For an extract stage: what is known of the state of its source; null for the others. */
  readonly sourceState: Digest | null;
  /** Whether that source is an embedded server, whose state its seed's code decides. */
  readonly isSourceEmbedded: boolean;
  /** Why an extract stage looks again or does not, in words. */
  readonly sourceReason: string | null;
  /** For an extract stage: the snapshot that has to be used as it is, whatever the recipe would be now. */
  readonly standing: ResultRecord | null;
  readonly narrative: string;
  readonly source: { readonly path: string; readonly text: string } | null;
}

export interface ObservedView {
  readonly code: Recipe['code'];
  readonly packages: Recipe['packages'];
  readonly wiring: Wiring;
  readonly packageFolders: readonly string[];
}

/** An input that stands in the project: one file, or those that a glob matched or a folder holds, ordered by path. */
export interface ObservedInput {
  /** Of a folder: its path. */
  readonly folder?: string;
  readonly content: Digest;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly digest: Digest; readonly bytes: number }[];
}
