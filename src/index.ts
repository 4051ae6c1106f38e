/** What a stage file imports from `labbook`: the types of its two halves; and the project as a program uses it. */
export type { Digest } from './base/digest.ts';
export type { Json, JsonObject } from './base/json.ts';
export {
  type ListOptions,
  openProject,
  type PlanOptions,
  type Project,
  ProjectError,
  type RunOptions,
} from './library/open-project.ts';
export type { Comparison } from './model/comparison.ts';
export type {
  ChartDisplay,
  Display,
  ImageDisplay,
  MarkdownDisplay,
  TableColumn,
  TableDisplay,
} from './model/display.ts';
export type {
  CompareDocument,
  ListDocument,
  RunDocument,
  ShowDocument,
  StatusDocument,
} from './model/document.ts';
export type { OutcomeSummary, RunEvent } from './model/event.ts';
export type { NotKept } from './model/materials.ts';
export type { Metric } from './model/metric.ts';
export type { LostMember, RowAnswers, RowFlags } from './model/prediction.ts';
export type { Problem } from './model/problem.ts';
export type { Reason } from './model/reason.ts';
export type { Fingerprint } from './model/recipe.ts';
export type { ExperimentId, ExperimentRecord } from './model/record.ts';
export type { LogLine } from './model/result-record.ts';
export type {
  InputFile,
  OutputFile,
  OutputFormat,
  Progress,
  RunContext,
  StageLog,
  ViewContext,
} from './model/stage.ts';
export type { StageFailure } from './model/stage-failure.ts';
export { latestModelVersion, loadModel } from './registry/load-model.ts';
export type { LoadedModel, LoadModelOptions } from './registry/loaded-model.ts';
export { ModelRefused } from './registry/model-refused.ts';
export type { SeedChunks, SeedClient, SeedModule } from './sources/run-seed.ts';
