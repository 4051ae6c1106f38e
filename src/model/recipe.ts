import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { OutputFormat } from './stage.ts';

/** The digest of a recipe: two stages with one fingerprint have one result. */
export type Fingerprint = Digest & { readonly __kind: 'Fingerprint' };

/** Everything that decides a stage's result. Each field says why it is one. */
export interface Recipe {
  readonly schema: 'stage-recipe/2';
  /** The code that runs: a bundle of `run` and `params` and all that they import from the project; files of a program. */
  readonly code: { readonly scheme: string; readonly digest: Digest };
  /** Third-party code that the bundle reaches: `name@version` → integrity, or what else identifies it. */
  readonly packages: Readonly<Record<string, string>>;
  /** Which of two versions each of them gets, since the same packages behave otherwise when wired otherwise. */
  readonly wiring: Wiring;
  /** The stage's parameters after its own schema, as `tagged` JSON: the very values that it is given. */
  readonly params: Readonly<Record<string, Json>>;
  /** What it reads: input name → content digest. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** What it writes: output name → format, since a stage may write differently by format. */
  readonly outputs: Readonly<Record<string, OutputFormat>>;
  /** How it is shown the files that it reads and writes: names and formats are not part of their content. */
  readonly shown: ShownFiles;
  /** Whether it may use the network: what is refused to a stage may turn it another way. */
  readonly network: boolean;
  /** What its random draws begin from. */
  readonly seed: number;
  /** Declared environment names → digest of the value (never the value), or null where it is not set. */
  readonly env: Readonly<Record<string, Digest | null>>;
  readonly runtime: Runtime;
  /** Of a program: its words, placeholders as written. Left out for code that labbook itself runs. */
  readonly command?: readonly string[];
  /** Programs outside the project that it starts → what they say of themselves, or the digest of their bytes. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** A package → those that it gets where it imports them, by `name@version`; under `.` what the bundle itself gets. */
export type Wiring = Readonly<Record<string, readonly string[]>>;

/** Input name → format and path in the project (of a glob its content tells them); output name → file name. */
export interface ShownFiles {
  readonly inputs: Readonly<Record<string, { readonly format: OutputFormat; readonly path: string }>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * What runs a stage, as far as it can decide a result: Node's version, since each changes functions; V8 rounds
 * and sorts; ICU and its time zones turn instants into local dates; platform and architecture choose instructions.
 */
export interface Runtime {
  readonly node: string;
  readonly v8: string;
  /** `none` where Node was built without. */
  readonly icu: string;
  readonly tz: string;
  readonly unicode: string;
  readonly platform: string;
  readonly arch: string;
}

/**
 * The parts of a bundle by source file and top-level declaration: `stages/lib/returns.ts` → `logReturn` →
 * digest. They explain a change of `code.digest`; they are not part of the fingerprint.
 */
export type CodeParts = Readonly<Record<string, Readonly<Record<string, Digest>>>>;
