import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Runtime } from '../model/recipe.ts';
import type { RecordedEnvironment } from '../model/record.ts';

/** What runs the stages, as far as it decides results. */
export function observeRuntime(): Runtime {
  const { node, v8, icu = 'none', tz = 'none', unicode = 'none' } = process.versions;
  return { node, v8, icu, tz, unicode, platform: platform(), arch: arch() };
}

/** What a record says of the machine. */
export function observeEnvironment(labbook: string): RecordedEnvironment {
  return {
    labbook,
    node: process.versions.node,
    platform: platform(),
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
