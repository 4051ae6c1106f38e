import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Metric } from './metric.ts';
import type { ModelKind } from './pipeline.ts';
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
  readonly evaluated: string | null;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly experiment: ExperimentId;
  readonly pipeline: string;
  readonly git: { readonly commit: string; readonly isDirty: boolean } | null;
  readonly environment: { readonly labbook: string; readonly node: string; readonly platform: string };
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
