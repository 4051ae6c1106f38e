import type { JsonObject } from '../base/json.ts';
import type { Gates } from './gates.ts';
import type { RunChecks } from './run-checks.ts';
import type { Span } from './span.ts';
import type { OutputFormat } from './stage.ts';

/** A pipeline.yaml, resolved: every default filled in, every reference followed, nothing left to check. */
export interface Pipeline {
  /** The file it came from, relative to the project's root. */
  readonly file: string;
  /** The file's text as read. */
  readonly text: string;
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  /** The top-level params, after `--set`. */
  readonly params: JsonObject;
  readonly sources: Readonly<Record<string, SourceSpec>>;
  /** In the order of the file. */
  readonly stages: readonly StageSpec[];
  /** In the order of the file; members before the ensembles that average them. */
  readonly models: readonly ModelSpec[];
  readonly registry: RegistrySpec;
  readonly checks: RunChecks;
  /** What has to hold before a change may land; null where the file has no gates. */
  readonly gates: Gates | null;
  /** Where things stand in the text: `stages.features.params.window` → its span. */
  readonly spans: Readonly<Record<string, Span>>;
}

export interface StageSpec {
  readonly id: string;
  readonly description: string;
  readonly work: StageWork;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** As written, with `${…}` references followed, before the defaults of the stage's own schema. */
  readonly params: JsonObject;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** Names of environment variables that the stage may read. */
  readonly env: readonly string[];
  readonly resources: { readonly cpus: number; readonly memoryMb: number | null };
  /** That it may use the network, and for how long a result of it stands; null where it may not. */
  readonly network: NetworkUse | null;
  readonly timeoutMs: number | null;
  /** How often a failed stage is tried again. */
  readonly retries: number;
}

/** What the network said once it may not say again: without `everyMs` a result is never used for a later run. */
export interface NetworkUse {
  readonly everyMs: number | null;
}

/**
 * How a stage does its work. Whatever treats the kinds apart has a table over `StageKind`, so that a new kind is
 * missed nowhere.
 */
export type StageWork =
  /** A TypeScript or JavaScript file of the project, relative to its root. */
  | {
      readonly kind: 'module';
      readonly path: string;
      /** Programs that it may start; left out where there are none. */
      readonly programs?: readonly string[];
      readonly tools?: ToolQuestions;
    }
  /**
   * The built-in stage that makes a snapshot of a source; its `params` hold the tables. When it is read, and what a
   * change of columns does, decides no result and is in no recipe.
   */
  | {
      readonly kind: 'extract';
      readonly source: string;
      readonly refresh: RefreshPolicy;
      readonly schemaChange: 'fail' | 'accept';
    }
  /** A program, which nothing holds to what it declares. */
  | {
      readonly kind: 'command';
      /** The program and its arguments, placeholders as written. */
      readonly argv: readonly string[];
      /** Files of the project that it consists of, relative to the root: paths and globs. */
      readonly code: readonly string[];
      readonly tools: ToolQuestions;
      /** The output, a JSON file, that holds its metrics; null where there is none. */
      readonly metrics: string | null;
    };

export type StageKind = StageWork['kind'];

/** Program → the arguments that make it tell its version. */
export type ToolQuestions = Readonly<Record<string, readonly string[]>>;

/** When a source is looked at again: the `refresh` of an extract stage, `every: 1d` in milliseconds. */
export type RefreshPolicy = 'on-change' | 'always' | 'pinned' | { readonly everyMs: number };

export type InputSpec =
  | { readonly kind: 'output'; readonly stage: string; readonly output: string }
  /** A file of the project, relative to its root. */
  | { readonly kind: 'file'; readonly path: string }
  /** Every file that matches, ordered by path. */
  | { readonly kind: 'glob'; readonly pattern: string }
  /** Every file below it, hidden ones too. */
  | { readonly kind: 'folder'; readonly path: string };

/** An input of the project as pipeline.yaml writes it. */
export function projectPlace(input: Exclude<InputSpec, { kind: 'output' }>): string {
  switch (input.kind) {
    case 'file':
      return input.path;
    case 'glob':
      return input.pattern;
    case 'folder':
      return `${input.path}/`;
  }
}

export interface OutputSpec {
  /** Where the output stands in the project, relative to its root. */
  readonly path: string;
  readonly format: OutputFormat;
}

/** A database that `extract` stages read. Holds secrets: `url` must reach no record, log or message. */
export interface SourceSpec {
  readonly id: string;
  readonly kind: 'postgres';
  /** The connection URL after `${env.…}`, or null where none was given. */
  readonly url: string | null;
  /** Names of the environment variables that `url` was made from. */
  readonly urlFrom: readonly string[];
  /** A file that holds the URL, relative to the project's root. */
  readonly urlFile: string | null;
  /** A module that seeds the embedded server, which is used where there is no URL, and the files that it reads. */
  readonly embedded: { readonly seed: string; readonly files: readonly string[] } | null;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number | null;
  readonly retries: number;
}

/** A model that each run of the whole pipeline registers. */
export interface ModelSpec {
  readonly id: string;
  readonly description: string;
  readonly kind: ModelKind;
  /** Role → the output that plays it; an ensemble has none. */
  readonly files: Readonly<Record<string, OutputReference>>;
  /** Of an ensemble: ids of the models that it averages. */
  readonly members: readonly string[];
  /** The stage whose metrics belong to it, and what their names begin with (`forest.`); all where empty. */
  readonly evaluate: string | null;
  readonly metricPrefix: string;
  readonly split: OutputReference | null;
  readonly predict: PredictSpec;
}

/** How rows become what a model reads; of an ensemble nothing, since each member says its own. */
export interface PredictSpec {
  /** Stages whose modules export `transform`, in the order that rows go through them. */
  readonly transforms: readonly string[];
  /** An output that holds rows as the first of them takes them: what the newest rows are read from. */
  readonly rows: OutputReference | null;
  /** The table of the features that it was trained on, by which new rows are judged. */
  readonly features: OutputReference | null;
  /** What stands in for a value that is missing in a column of the rows. */
  readonly neutral: Readonly<Record<string, number>>;
  /** The column that says when a row was, and how old the newest may be, in milliseconds. */
  readonly time: string | null;
  readonly maxAgeMs: number | null;
}

/** What its files are: `files` where labbook knows nothing of them but their bytes. */
export type ModelKind = 'network' | 'forest' | 'ensemble' | 'files';

export interface OutputReference {
  readonly stage: string;
  readonly output: string;
}

export interface RegistrySpec {
  readonly versions: 'semantic' | 'date';
  readonly signatures: SignaturePolicy;
  /** A folder outside `ml-models`, relative to the project's root. */
  readonly trustedKeys: string;
}

/** `where-signed` refuses a signature that does not hold, `required` also a model without one. */
export type SignaturePolicy = 'off' | 'where-signed' | 'required';
