import type { Digest } from '../base/digest.ts';
import type { ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';

/**
 * The content digest of each input of a stage: of upstream outputs as `contentOf` knows them, of project files from the observation. Null where one is not known yet, or not there.
 */
export function inputContents({
  spec,
  observed,
  contentOf,
}: {
  readonly spec: StageSpec;
  readonly observed: ObservedStage;
  readonly contentOf: (stage: string, output: string) => Digest | undefined;
}): Readonly<Record<string, Digest>> | null {
  const found: Record<string, Digest> = {};
  for (const [name, input] of Object.entries(spec.inputs)) {
    const content =
      input.kind === 'output' ? contentOf(input.stage, input.output) : observed.files[name]?.content;
    if (content === undefined) return null;
    found[name] = content;
  }
  return found;
}
