import type { ModelRequest } from '../../model/model-request.ts';
import type { Problem } from '../../model/problem.ts';
import type { CommandAnswer, CommandContext, CommandInput } from '../command.ts';

/** One deed, on the arguments after its name. */
export interface ModelsDeed {
  /** How many arguments it takes, and how they are called. */
  readonly takes: readonly [min: number, max: number, label: string];
  run(args: readonly string[], given: CommandInput, context: CommandContext): Promise<CommandAnswer>;
}

/** An answer that is only problems: wrong use, or with 7 what cannot be trusted. */
export function refuseModels(problems: readonly Problem[]): CommandAnswer {
  const exitCode = problems.some(isDistrust) ? 7 : 2;
  return { exitCode, json: { schema: 'labbook.models/1', problems }, text: '', problems };
}

/** What was asked for cannot be done. */
export function refuseRequest(request: ModelRequest): CommandAnswer {
  return refuseModels([{ kind: 'model-request', request }]);
}

function isDistrust(problem: Problem): boolean {
  if (problem.kind !== 'model-refused') return false;
  return !['no-such-model', 'no-such-version', 'ambiguous-model'].includes(problem.refusal.kind);
}
