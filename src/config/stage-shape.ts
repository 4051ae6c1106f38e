import type { JsonObject } from '../base/json.ts';
import type { OutputSpec } from '../model/pipeline.ts';
import type { CommandShape, ExtractShape, InputShape, ModuleShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';

/** A stage as written, of any kind, with wrong parts taken out. */
export type StageShape = Partial<Omit<ExtractShape, 'tables' | 'kind'>> &
  Partial<Omit<ModuleShape, 'inputs' | 'kind'>> &
  Partial<Omit<CommandShape, 'inputs' | 'kind'>> & {
    readonly tables?: Readonly<Record<string, Partial<ExtractShape['tables'][string]>>>;
    readonly inputs?: Readonly<Record<string, InputShape>>;
  };

export interface StageSurroundings {
  readonly params: JsonObject;
  readonly sources: readonly string[];
  /** Of every stage, resolved: stage id → outputs. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, OutputSpec>>>;
  readonly outputNames: ReadonlyMap<string, readonly string[]>;
  /** Path of an output → `stage.output`. */
  readonly outputPaths: ReadonlyMap<string, string>;
  readonly files: ProjectFiles;
  readonly report: Report;
}

export interface WrittenStage {
  readonly id: string;
  readonly shape: StageShape;
  /** References followed. */
  readonly params: JsonObject;
}
