import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { CodeParts, Fingerprint, Recipe } from './recipe.ts';
import type { OutputFormat } from './stage.ts';

/**
 * What any executor hands to the runner program: no data and no secret, only what to run. All that the stage
 * reads is in the store, by digest, so that a machine without the project's files can run it. The outcome is
 * the commit record in the store, never the executor's own state.
 */
export interface Job {
  readonly schema: 'labbook.job/1';
  readonly run: string;
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  readonly recipe: Recipe;
  readonly codeParts: CodeParts;
  readonly work: JobWork;
  /** As `tagged` JSON, after the stage's own schema. */
  readonly params: JsonObject;
  readonly seed: number;
  readonly inputs: Readonly<Record<string, JobInput>>;
  readonly outputs: Readonly<Record<string, { readonly format: OutputFormat; readonly fileName: string }>>;
  /** Names of environment variables that the stage may see. */
  readonly env: readonly string[];
  readonly timeoutMs: number | null;
  /** What its process may hold; null where nothing was said. */
  readonly memoryMb: number | null;
  /** Absolute path of the project. */
  readonly projectRoot: string;
  /** Absolute folders of the packages that the code reaches. */
  readonly packageFolders: readonly string[];
}

export type JobWork =
  | {
      readonly kind: 'bundle';
      /** Names the bundle in the store's `code` folder. */
      readonly digest: Digest;
      /** Programs that it may start. */
      readonly programs: readonly string[];
    }
  | {
      readonly kind: 'command';
      /** Placeholders as written. */
      readonly argv: readonly string[];
      /** Its files, as paths of the project, and the blobs that hold them. */
      readonly files: readonly { readonly name: string; readonly blob: Digest }[];
      readonly metrics: string | null;
    };

export interface JobInput {
  /** Of a folder: its path in the project, below which its files are named. */
  readonly folder?: string;
  readonly format: OutputFormat;
  readonly content: Digest;
  /** Files to read: the name that the stage is told, as a path of the project, and the blob that holds the bytes. */
  readonly files: readonly { readonly name: string; readonly blob: Digest }[];
}
