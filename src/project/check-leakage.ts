import { join } from 'node:path';
import type { LeakageCheck, ProbeCheck } from '../model/leakage-check.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { checkSplits } from '../probe/check-split.ts';
import { probeLeakage } from '../probe/probe-leakage.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';
import type { OpenProject } from './open-project.ts';
import type { RunContext } from './run-order.ts';

/**
 * What a run proves about leakage before its record is written: what the tables of its splits say, and the checks
 * that pipeline.yaml asks for.
 */
export async function checkLeakage(
  record: ExperimentRecord,
  {
    project,
    jobs,
    context,
  }: { readonly project: OpenProject; readonly jobs: number; readonly context: RunContext },
): Promise<ExperimentRecord> {
  if (record.state !== 'ok') return record;
  const { store, pipeline, root } = project;
  const { future, groups, labels } = pipeline.checks;
  const checks: LeakageCheck[] = [...(await checkSplits({ record, store, isGrouped: groups !== null }))];
  const questions: ProbeRequest['question'][] = [
    ...(future === null ? [] : [{ kind: 'future', atMs: future.atMs } as const]),
    ...(groups === null ? [] : [{ kind: 'groups', column: groups } as const]),
  ];
  for (const question of questions) {
    const made = await probeLeakage({
      record,
      store,
      question,
      labels,
      isWithModels: future?.isWithModels ?? false,
      modules: join(root, 'node_modules'),
      jobs,
      env: context.env,
      signal: context.signal,
      emit: () => undefined,
    }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (context.signal.aborted) break;
    if (typeof made === 'string') {
      checks.push(notMade(question, made));
      continue;
    }
    // A store that has just been written holds what the record names.
    if (!made.ok) throw new Error(`a probe cannot begin: ${JSON.stringify(made.error)}`);
    checks.push(made.value);
  }
  return { ...record, checks };
}

/** What a stage has written may be unlike anything that a probe reads: then it cannot tell, and says why. */
function notMade(question: ProbeRequest['question'], detail: string): ProbeCheck {
  const { kind } = question;
  const column = kind === 'groups' ? question.column : null;
  const left = [{ name: 'it', why: 'failed', detail } as const];
  return { kind, state: 'unknown', atMs: null, column, sources: [], judged: [], findings: [], left };
}
