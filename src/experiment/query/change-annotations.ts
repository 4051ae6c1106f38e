import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import { acquireLock } from '../../store/lock.ts';
import { storeFolder } from '../../store/store-folder.ts';
import { type Annotations, annotatedRecord, writeAnnotations } from '../record/annotations.ts';
import { type FoundExperiment, findExperiment, findExperimentId } from './find-experiment.ts';

/**
 * Changes what is said of an experiment, from what stands there now: two that change it at once wait for each
 * other, so that neither loses what the other said. Annotations that cannot be read are a problem and stay as
 * they are.
 */
export async function changeAnnotations(
  root: string,
  {
    given,
    signal,
    change,
  }: {
    /** The experiment, as a person names it. */
    readonly given: string;
    readonly signal: AbortSignal;
    readonly change: (found: FoundExperiment) => Annotations;
  },
): Promise<Result<FoundExperiment, readonly Problem[]>> {
  const id = await findExperimentId(root, given);
  if (!id.ok) return err([id.error]);
  const path = storeFolder(join(root, '.labbook')).namedLock(`annotations-${id.value}`);
  const lock = await acquireLock(path, { signal, onWait: () => undefined });
  try {
    const found = await findExperiment(root, id.value);
    if (!found.ok) return err([found.error]);
    if (found.value.problems.length > 0) return err(found.value.problems);
    const annotations = change(found.value);
    await writeAnnotations(root, { id: id.value, annotations });
    return ok({ record: annotatedRecord(found.value.record, annotations), annotations, problems: [] });
  } finally {
    await lock.release();
  }
}
