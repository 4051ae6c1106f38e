import { err, ok, type Result } from '../base/result.ts';
import { readPredictions } from '../experiment/compare/read-predictions.ts';
import { findExperiment } from '../experiment/query/find-experiment.ts';
import type { GateRun } from '../gate/gate-run.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import { type CommandAnswer, type CommandContext, type CommandInput, listFlag } from './command.ts';
import { runCommand, unregistered } from './run.ts';

/** By this tag an experiment says that it is another one with another seed. */
export function seedTag(of: ExperimentId): string {
  return `seed-of-${of}`;
}

/** Runs the pipeline, with another seed where one is given, as `labbook run` does; its answer where it did not end well. */
export async function runForGate(
  {
    seed,
    of,
    input,
  }: { readonly seed: number | null; readonly of: ExperimentId | null; readonly input: CommandInput },
  context: CommandContext,
): Promise<Result<ExperimentId, CommandAnswer>> {
  const set = [...listFlag(input, 'set'), ...(seed === null ? [] : [`seed=${seed}`])];
  const { offline, jobs } = input.flags;
  const answer = await runCommand.run(
    {
      positionals: [],
      flags: {
        set,
        // What is only looked at is no version: a later `labbook run` registers what has passed.
        [unregistered]: true,
        ...(offline === undefined ? {} : { offline }),
        ...(jobs === undefined ? {} : { jobs }),
        ...(of === null ? {} : { tag: [seedTag(of)] }),
      },
      argv: ['run', ...set.flatMap((one) => ['--set', one])],
    },
    context,
  );
  const { experiment } = answer.json as { readonly experiment?: ExperimentId | null };
  return answer.exitCode === 0 && experiment != null ? ok(experiment) : err(answer);
}

/** An experiment as the gate sees it, with the rows of one part. */
export async function gateRun(root: string, given: string): Promise<Result<GateRun, Problem>> {
  const found = await findExperiment(root, given);
  if (!found.ok) return found;
  const { record } = found.value;
  return ok({ record, predictions: await readPredictions(root, record) });
}
