import { err, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { RegistryEntry } from '../model/registry-entry.ts';
import { versionsIn } from './find-version.ts';
import { readLog } from './read-log.ts';
import { logFile, type RegistryFolder } from './registry-folder.ts';
import { standingVersions } from './standing-versions.ts';

/**
 * The log, if it can be believed and knows every version that stands beside it: a log that was cut off does not,
 * even where nobody remembers what it said.
 */
export async function openRegistry(
  folder: RegistryFolder,
): Promise<Result<readonly RegistryEntry[], ModelRefusal>> {
  const log = await readLog(folder);
  if (!log.ok) return log;
  const known = new Set(versionsIn(log.value).map(({ model, version }) => `${model}/${version}`));
  for (const { model, version } of await standingVersions(folder)) {
    if (!known.has(`${model}/${version}`)) return err({ kind: 'not-in-log', file: logFile, model, version });
  }
  return log;
}
