import type { Digest } from '../base/digest.ts';
import type { Metric } from './metric.ts';
import type { ModelRefusal } from './model-refusal.ts';

/** What a model answered for rows, one a row, in their order. */
export interface RowAnswers {
  readonly classes: readonly string[];
  /** The most probable class, of equals the first; null where the row got no answer. */
  readonly predicted: readonly (string | null)[];
  /** Class → one probability a row; NaN where the row got no answer. */
  readonly probabilities: Readonly<Record<string, Float64Array>>;
  /** What is to be said of a row, by its number; a row that is not in it is as the training rows were. */
  readonly flags: ReadonlyMap<number, RowFlags>;
  /** Members whose answers are not in these: of all rows of one call. */
  readonly degraded: readonly LostMember[];
}

/** Columns of one row, by what is to be said of them. Each list is in the order of the model's features. */
export interface RowFlags {
  /** Features that could not be told, and that the model never learned to do without: no answer. */
  readonly missing: readonly string[];
  /** Features that could not be told, as in some training rows. */
  readonly imputed: readonly string[];
  /** Columns of the rows that were missing and stand at their declared neutral value. */
  readonly neutral: readonly string[];
  /** Features far from all that the training rows held. */
  readonly outOfRange: readonly string[];
}

/** A member of an ensemble that does not answer: what was wrong with its files, or what it threw. */
export interface LostMember {
  readonly name: string;
  readonly version: string;
  readonly why:
    | { readonly kind: 'refused'; readonly refusal: ModelRefusal }
    | { readonly kind: 'threw'; readonly message: string };
}

/** A model that answers, or did: what an answer says of where it came from. */
export interface AnsweringMember {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
}

/** How far the rows of one feature are from the training rows. */
export interface FeatureDrift {
  readonly feature: string;
  /** The population stability index, and what it stays below 95 times in 100 where nothing moved. */
  readonly psi: number;
  readonly noise: number;
  /** Shares of missing values, in training and here. */
  readonly missingBefore: number;
  readonly missingAfter: number;
  /** The share of rows that are out of range. */
  readonly outOfRange: number;
}

/** All that is said of one call of `labbook predict`, beside its rows: `labbook.predict/1`. */
export interface PredictionSummary {
  readonly model: AnsweringMember & { readonly experiment: string; readonly signedBy: string | null };
  /** The models whose answers were averaged; the model itself where it is no ensemble. */
  readonly members: readonly AnsweringMember[];
  readonly degraded: readonly LostMember[];
  /** What the evaluate stage found of the members that are left, where it judged them so. */
  readonly evaluated: Readonly<Record<string, Metric>> | null;
  readonly rows: number;
  readonly answered: number;
  /** Flag → column → rows that have it. */
  readonly flags: Readonly<Record<keyof RowFlags, Readonly<Record<string, number>>>>;
  /** Columns that were given and that nothing reads. */
  readonly unread: readonly string[];
  /** The instant of the newest row, ISO 8601; null where no column says. */
  readonly asOf: string | null;
  readonly drift: readonly FeatureDrift[];
  /** Packages that transforms were recorded with, and that stand here in another version. */
  readonly otherPackages: readonly { readonly recorded: string; readonly found: string | null }[];
}
