import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Display } from './display.ts';
import type { LeakageCheck } from './leakage-check.ts';
import type { Materials } from './materials.ts';
import type { Metric } from './metric.ts';
import type { Notice } from './notice.ts';
import type { SourceSpec, StageSpec } from './pipeline.ts';
import type { PredictionsDeclaration } from './predictions.ts';
import type { Reason } from './reason.ts';
import type { CodeParts, Fingerprint, Recipe } from './recipe.ts';
import type { LogLine, StoredOutput } from './result-record.ts';
import type { StageFailure } from './stage-failure.ts';

/** `20261122-1432-calm-otter`: sorts by time and can be typed. */
export type ExperimentId = string & { readonly __brand: 'ExperimentId' };

/** What somebody wrote on an experiment after it was made. */
export interface Note {
  /** ISO 8601 instant. */
  readonly at: string;
  readonly text: string;
}

/** The words of an id: `calm-otter`. */
export function wordsOfId(id: string): string {
  return id.split('-').slice(2).join('-');
}

/** One recorded run of a whole pipeline: `experiments/<id>/record.json`. Written once, never edited. */
export interface ExperimentRecord {
  readonly schema: 'labbook.experiment/1';
  readonly id: ExperimentId;
  readonly name: string | null;
  readonly hypothesis: string | null;
  readonly tags: readonly string[];
  /** ISO 8601 instants. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly seconds: number;
  readonly state: 'ok' | 'failed' | 'interrupted';
  /** The arguments after `labbook`, such as `['run', '--set', 'params.window=14']`. */
  readonly command: readonly string[];
  /** The experiment whose results stood in the project before this one. */
  readonly parent: ExperimentId | null;
  readonly pipeline: RecordedPipeline;
  readonly git: GitState | null;
  readonly environment: RecordedEnvironment;
  /** Left out by versions that kept none. */
  readonly materials?: Materials;
  /** In pipeline order. */
  readonly stages: readonly StageRecord[];
  /** What the run proved about leakage; left out by versions that proved nothing. */
  readonly checks?: readonly LeakageCheck[];
  /** Every metric by `stage.metric`. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

export interface RecordedPipeline {
  readonly file: string;
  readonly text: string;
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly params: JsonObject;
  /** Overrides given by `--set`, as written. */
  readonly overrides: readonly string[];
  readonly stages: readonly StageSpec[];
  /** The sources without anything secret. */
  readonly sources: Readonly<Record<string, Omit<SourceSpec, 'url'>>>;
}

export interface GitState {
  readonly commit: string;
  readonly branch: string | null;
  readonly isDirty: boolean;
  /** The uncommitted change as a unified diff, at most 256 KiB; empty where there is none. */
  readonly diff: string;
  readonly isDiffTruncated: boolean;
}

export interface RecordedEnvironment {
  readonly labbook: string;
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface StageRecord {
  readonly id: string;
  readonly state: 'ran' | 'cached' | 'failed' | 'blocked';
  readonly reasons: readonly Reason[];
  /** Wall time in this run; for a cached stage, of the restore. */
  readonly seconds: number;
  /** What making the result took when it ran. */
  readonly computeSeconds: number | null;
  readonly startedAt: string;
  readonly attempts: number;
  /** Null for a blocked stage. */
  readonly fingerprint: Fingerprint | null;
  readonly recipe: Recipe | null;
  readonly codeParts: CodeParts;
  /** The stage file's leading comment, as markdown; empty where it has none. */
  readonly narrative: string;
  /** Source of the stage file as it stood; null for a built-in stage. */
  readonly source: { readonly path: string; readonly text: string } | null;
  readonly dependsOn: readonly string[];
  readonly inputs: readonly InputRecord[];
  readonly outputs: readonly OutputRecord[];
  readonly metrics: Readonly<Record<string, Metric>>;
  /** What the stage said of its predictions; left out where it said nothing. */
  readonly predictions?: readonly PredictionsDeclaration[];
  readonly displays: readonly Display[];
  /** Why `view` showed nothing, where it failed. */
  readonly viewFailure: StageFailure | null;
  /** The last lines, at most 500. */
  readonly log: readonly LogLine[];
  readonly failure: StageFailure | null;
  /** What is to be known of its result and its view: refused reads, another result of the same recipe. */
  readonly notices: readonly Notice[];
}

export interface InputRecord {
  readonly name: string;
  /** `features.table`, or a path or glob of the project. */
  readonly from: string;
  readonly content: Digest;
  readonly bytes: number;
}

export interface OutputRecord extends StoredOutput {
  readonly name: string;
  readonly path: string;
}
