import type { SourceProblem } from '../model/source-problem.ts';

/** What a seed module's error says: a file that is not declared for it, or its own trouble. */
export function seedProblem(error: unknown, module: string): SourceProblem {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if ('resource' in at) return { kind: 'seed-refused', module, resource: String(at.resource) };
  }
  return { kind: 'seed-failed', module, reason: error instanceof Error ? error.message : String(error) };
}
