import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../base/digest.ts';
import { writeAtomic } from '../../base/write-atomic.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import type { Fingerprint, Recipe } from '../../model/recipe.ts';
import { fingerprintFor } from '../../plan/make-recipe.ts';
import { findStage } from '../../plan/order-stages.ts';

/** `pipeline.lock`: which fingerprints gave which outputs, as of the last whole run. To be committed. */
export interface PipelineLock {
  readonly schema: 'labbook.lock/1';
  readonly pipeline: string;
  /** In pipeline order. */
  readonly stages: Readonly<Record<string, LockedStage>>;
}

interface LockedStage {
  readonly fingerprint: Fingerprint;
  /** For an extract stage: what its source counted as. */
  readonly source?: Digest;
  /** Output name → content digest. */
  readonly outputs: Readonly<Record<string, Digest>>;
}

const file = 'pipeline.lock';

/** The lock file of a project, or null where there is none that can be read. */
export async function readPipelineLock(root: string): Promise<PipelineLock | null> {
  try {
    const lock = JSON.parse(await readFile(join(root, file), 'utf8')) as PipelineLock;
    return lock.schema === 'labbook.lock/1' ? lock : null;
  } catch {
    return null;
  }
}

/**
 * What a finished run of the whole pipeline says the lock must hold. A source that was read again and gave the
 * same rows leaves what stood there before: where and when they were read is no result.
 */
export function lockOf(
  pipeline: Pipeline,
  outcomes: readonly Outcome[],
  before: PipelineLock | null,
): PipelineLock {
  const stages: Record<string, LockedStage> = {};
  for (const outcome of outcomes) {
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') continue;
    const { fingerprint, recipe } = outcome.decided;
    const isExtract = findStage(pipeline.stages, outcome.stage)?.work.kind === 'extract';
    const outputs = Object.entries(outcome.result.outputs).map(([name, { content }]) => [name, content]);
    const source = isExtract ? recipe.inputs.source : undefined;
    const now: LockedStage = {
      fingerprint,
      ...(source === undefined ? {} : { source }),
      outputs: Object.fromEntries(outputs),
    };
    const locked = before?.stages[outcome.stage];
    stages[outcome.stage] = locked !== undefined && isSameSnapshot(locked, now, recipe) ? locked : now;
  }
  return { schema: 'labbook.lock/1', pipeline: pipeline.name, stages };
}

function isSameSnapshot(locked: LockedStage, now: LockedStage, recipe: Recipe): boolean {
  return (
    locked.source !== undefined &&
    now.source !== undefined &&
    locked.fingerprint === fingerprintFor(recipe, locked.source) &&
    JSON.stringify(locked.outputs) === JSON.stringify(now.outputs)
  );
}

/** The stages for which two locks differ, those of one of them only included. */
export function lockDifferences(before: PipelineLock | null, after: PipelineLock): readonly string[] {
  const names = new Set([...Object.keys(before?.stages ?? {}), ...Object.keys(after.stages)]);
  return [...names].filter(
    (name) => JSON.stringify(before?.stages[name]) !== JSON.stringify(after.stages[name]),
  );
}

/** Writes the lock where it says something new. */
export async function writePipelineLock(root: string, lock: PipelineLock): Promise<void> {
  const text = `${JSON.stringify(lock, null, 2)}\n`;
  const now = await readFile(join(root, file), 'utf8').catch(() => null);
  if (now !== text) await writeAtomic(join(root, file), text);
}
