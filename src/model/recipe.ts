import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { OutputFormat } from './stage.ts';

/** The digest of a recipe: two stages with one fingerprint have one result. */
export type Fingerprint = Digest & { readonly __kind: 'Fingerprint' };

/** Everything that decides a stage's result. Each field says why it is one. */
export interface Recipe {
  readonly schema: 'stage-recipe/1';
  /** The code that runs: a bundle of `run` and `params` and all that they import from the project. */
  readonly code: { readonly scheme: string; readonly digest: Digest };
  /** Third-party code that the bundle reaches: `name@version` → integrity, or what else identifies it. */
  readonly packages: Readonly<Record<string, string>>;
  /** The stage's parameters after defaults. */
  readonly params: Readonly<Record<string, Json>>;
  /** What it reads: input name → content digest. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** What it writes: output name → format, since a stage may write differently by format. */
  readonly outputs: Readonly<Record<string, OutputFormat>>;
  /** What its random draws begin from. */
  readonly seed: number;
  /** Declared environment names → digest of the value (never the value), or null where it is not set. */
  readonly env: Readonly<Record<string, Digest | null>>;
  /** What runs it: floating-point and hash orders differ between these. */
  readonly runtime: { readonly node: string; readonly platform: string; readonly arch: string };
}

/**
 * The parts of a bundle by source file and top-level declaration: `stages/lib/returns.ts` → `logReturn` →
 * digest. They explain a change of `code.digest`; they are not part of the fingerprint.
 */
export type CodeParts = Readonly<Record<string, Readonly<Record<string, Digest>>>>;
