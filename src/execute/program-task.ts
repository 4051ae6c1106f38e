import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { fillPlaceholders } from '../base/placeholders.ts';
import { untagged } from '../base/tagged-json.ts';
import type { Job, JobWork } from '../model/job.ts';
import type { LinkedFiles } from './link-files.ts';
import type { StageTask } from './stage-message.ts';

/** A program to start, its words filled in. */
export function programTask({
  job,
  work,
  shown,
  outputs,
  folder,
}: {
  readonly job: Job;
  readonly work: Extract<JobWork, { kind: 'command' }>;
  readonly shown: LinkedFiles;
  readonly outputs: StageTask['outputs'];
  /** Where its files are laid out. */
  readonly folder: string;
}): NonNullable<StageTask['program']> {
  const params = untagged(job.params) as JsonObject;
  const textFor = (name: string): string => {
    const [of, ...rest] = name.split('.');
    const key = rest.join('.');
    if (of === 'inputs') return shown.files[key]?.path ?? '';
    if (of === 'outputs') return outputs[key]?.path ?? '';
    return of === 'seed' ? String(job.seed) : textOf(valueAt(params, rest));
  };
  const [program = '', ...args] = work.argv.map((word) => fillPlaceholders(word, textFor));
  // One of the project that is no file of the stage's, such as `.venv/bin/python`, is run where it stands.
  const isOwn = work.files.some(({ name }) => name === program.replace(/^\.\//, ''));
  const place = isOwn ? join(folder, program) : join(job.projectRoot, program);
  return {
    argv: [program.includes('/') && !program.startsWith('/') ? place : isOwn ? place : program, ...args],
    name: work.argv[0] ?? '',
    folder,
    metrics: work.metrics === null ? null : (outputs[work.metrics]?.path ?? null),
  };
}

function valueAt(params: JsonObject, path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null),
    params,
  );
}

/** Texts as they are; lists and mappings as JSON. */
function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
