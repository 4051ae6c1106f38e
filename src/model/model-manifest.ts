import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Metric } from './metric.ts';
import type { ModelKind, OutputReference } from './pipeline.ts';
import type { Fingerprint } from './recipe.ts';
import type { ExperimentId } from './record.ts';

/** What a registered model is and where it came from: `ml-models/<name>/<version>/model.json`. Never edited. */
export interface ModelManifest {
  readonly schema: 'labbook.model/1';
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly kind: ModelKind;
  /** Of what it answers by, its files or its members: two models of one digest are one model. */
  readonly digest: Digest;
  /** When its run had ended, as an ISO 8601 instant. */
  readonly created: string;
  readonly files: Readonly<Record<string, ModelFile>>;
  /** Of an ensemble, in the order of its sum. */
  readonly members: readonly ModelMember[];
  /** Columns that it reads, in its order; empty where labbook cannot read its files. */
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** The rows it was trained on, by its split; null where it names none. */
  readonly trainingData: TrainingData | null;
  /** `stage.output` → content digest, of every snapshot that it was made from. */
  readonly snapshots: Readonly<Record<string, Digest>>;
  readonly split: { readonly output: string; readonly digest: Digest } | null;
  /** Of each stage that took part: its recipe's digest, and its parameters. */
  readonly recipes: Readonly<Record<string, Fingerprint>>;
  readonly parameters: Readonly<Record<string, JsonObject>>;
  /** How rows become its features; missing where it was registered before models could say. */
  readonly predict?: ModelInference;
  readonly evaluated: string | null;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly experiment: ExperimentId;
  readonly pipeline: string;
  readonly git: { readonly commit: string; readonly isDirty: boolean } | null;
  readonly environment: { readonly labbook: string; readonly node: string; readonly platform: string };
}

/** All that answering new rows takes besides the model's own files. */
export interface ModelInference {
  /** In the order that rows go through them. */
  readonly transforms: readonly ModelTransform[];
  readonly rows: OutputReference | null;
  readonly neutral: Readonly<Record<string, number>>;
  readonly time: string | null;
  readonly maxAgeMs: number | null;
  /** Of each feature, what the training rows held; null where nothing says which rows these were. */
  readonly profile: Readonly<Record<string, FeatureProfile>> | null;
}

/** A stage's pure function of rows, as code that stands among the files of the version. */
export interface ModelTransform {
  readonly stage: string;
  /** Of `files`. */
  readonly role: string;
  /** Of the stage's code, as its recipe has it. */
  readonly code: Digest;
  readonly params: JsonObject;
  /** `name@version` of the packages that it reaches. */
  readonly packages: readonly string[];
}

/** The values of one feature in the training rows. */
export interface FeatureProfile {
  readonly rows: number;
  readonly missing: number;
  /** Of the values that are there; NaN is never among them. Null where none is. */
  readonly range: readonly [low: number, high: number] | null;
  /** Upper ends of all bins but the last, ascending; bins hold about equally many rows. */
  readonly cuts: readonly number[];
  readonly counts: readonly number[];
}

export interface ModelFile {
  /** Its name in the version's folder. */
  readonly file: string;
  readonly digest: Digest;
  readonly bytes: number;
  /** The output that it is a copy of. */
  readonly from: string;
}

export interface ModelMember {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
}

export interface TrainingData {
  /** The first and last instant of its rows, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}
