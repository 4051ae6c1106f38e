import type { z } from 'zod';
import { isJsonObject, type Json } from '../base/json.ts';
import type { StageKind } from '../model/pipeline.ts';
import { commandStage, extractStage, moduleStage } from './pipeline-schema.ts';

/** What each kind of stage takes, and which keys none of the others has. */
export const stageKinds: Readonly<
  Record<StageKind, { readonly schema: z.ZodType; readonly own: readonly string[] }>
> = {
  command: { schema: commandStage, own: ['command'] },
  extract: { schema: extractStage, own: ['kind', 'tables'] },
  module: { schema: moduleStage, own: [] },
};

/** The kind that a stage was meant as, by its keys; a module where nothing speaks for another. */
export function kindOf(stage: Json): StageKind {
  if (!isJsonObject(stage)) return 'module';
  const { kind } = stage;
  if (typeof kind === 'string' && Object.hasOwn(stageKinds, kind)) return kind as StageKind;
  const names = Object.keys(stageKinds) as StageKind[];
  return names.find((name) => stageKinds[name].own.some((key) => Object.hasOwn(stage, key))) ?? 'module';
}
