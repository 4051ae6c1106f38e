import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../base/result.ts';
import { writeAtomic } from '../../base/write-atomic.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId, ExperimentRecord, Note } from '../../model/record.ts';
import { damaged, readJson } from './read-record.ts';

/**
 * What people said of an experiment after it was recorded: `experiments/<id>/annotations.json`. The record
 * itself is never edited. A field that is absent leaves the record's own value standing.
 */
export interface Annotations {
  readonly schema: 'labbook.annotations/1';
  readonly name?: string | null;
  readonly hypothesis?: string | null;
  /** All tags, those of the record that still hold among them. */
  readonly tags?: readonly string[];
  readonly notes: readonly Note[];
}

export const noAnnotations: Annotations = { schema: 'labbook.annotations/1', notes: [] };

const annotationsSchema = z.strictObject({
  schema: z.literal('labbook.annotations/1'),
  name: z.string().nullable().optional(),
  hypothesis: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  notes: z.array(z.strictObject({ at: z.string(), text: z.string() })),
});

/** Where an experiment's annotations stand, relative to the project's root. */
export function annotationsFile(id: ExperimentId): string {
  return `experiments/${id}/annotations.json`;
}

/** The annotations of an experiment; none where there is no such file. */
export async function readAnnotations(root: string, id: ExperimentId): Promise<Result<Annotations, Problem>> {
  const file = annotationsFile(id);
  const read = await readJson({ root, id, file });
  if (!read.ok) {
    const isAbsent = read.error.kind === 'damaged-experiment' && read.error.fault === 'missing';
    return isAbsent ? ok(noAnnotations) : read;
  }
  const parsed = annotationsSchema.safeParse(read.value);
  if (parsed.success) return ok(parsed.data as Annotations);
  const issue = parsed.error.issues[0];
  const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  return err(damaged({ id, file, fault: 'invalid', detail }));
}

/** Writes annotations in one step: a reader sees the old ones or the new. Rejects on a file system error. */
export async function writeAnnotations(
  root: string,
  annotated: { readonly id: ExperimentId; readonly annotations: Annotations },
): Promise<void> {
  const text = `${JSON.stringify(annotated.annotations, null, 2)}\n`;
  await writeAtomic(join(root, annotationsFile(annotated.id)), text);
}

/** The record as people see it: with the name, hypothesis and tags that hold now. */
export function annotatedRecord(record: ExperimentRecord, annotations: Annotations): ExperimentRecord {
  return {
    ...record,
    name: annotations.name === undefined ? record.name : annotations.name,
    hypothesis: annotations.hypothesis === undefined ? record.hypothesis : annotations.hypothesis,
    tags: annotations.tags ?? record.tags,
  };
}
