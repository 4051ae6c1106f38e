import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId, ExperimentRecord } from '../../model/record.ts';
import { unsealedRecord } from './seal-record.ts';

/**
 * The record of one experiment, checked against its schema before it is handed on. What was changed since
 * (name, hypothesis, tags, notes) stands apart, see `annotations.ts`. A record that is missing, edited, damaged, of
 * another schema or of another experiment than its folder says is a problem, never an exception.
 */
export async function readRecord(root: string, id: ExperimentId): Promise<Result<ExperimentRecord, Problem>> {
  const file = recordFile(id);
  const text = await readText({ root, id, file });
  if (!text.ok) return text;
  const read = parseJson({ id, file, text: text.value });
  if (!read.ok) return read;
  const schema = schemaOf(read.value);
  if (schema !== 'labbook.experiment/1') {
    return err(damaged({ id, file, fault: 'other-schema', detail: schema ?? 'no schema' }));
  }
  const sealed = unsealedRecord(text.value);
  if (sealed === null) return err(damaged({ id, file, fault: 'edited', detail: '' }));
  const json: unknown = JSON.parse(sealed);
  if (isDeeperThan(mostDepth, json)) {
    return err(damaged({ id, file, fault: 'invalid', detail: `nested more than ${mostDepth} deep` }));
  }
  const { recordSchema } = await import('./record-schema.ts');
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
    return err(damaged({ id, file, fault: 'invalid', detail }));
  }
  if (parsed.data.id !== id) {
    return err(damaged({ id, file, fault: 'invalid', detail: `id: is that of ${parsed.data.id}` }));
  }
  // The schema has checked the shape; the brands and JSON types that it cannot state hold by construction.
  return ok(parsed.data as unknown as ExperimentRecord);
}

/** Where an experiment's record stands, relative to the project's root. */
export function recordFile(id: ExperimentId): string {
  return `experiments/${id}/record.json`;
}

/** A JSON file of an experiment's folder, or what is wrong with it. */
export async function readJson(input: ExperimentFile): Promise<Result<unknown, Problem>> {
  const text = await readText(input);
  return text.ok ? parseJson({ ...input, text: text.value }) : text;
}

interface ExperimentFile {
  readonly root: string;
  readonly id: string;
  readonly file: string;
}

async function readText(input: ExperimentFile): Promise<Result<string, Problem>> {
  try {
    return ok(await readFile(join(input.root, input.file), 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return err(damaged({ ...input, fault: code === 'ENOENT' ? 'missing' : 'unreadable', detail: `${code}` }));
  }
}

function parseJson({
  text,
  ...at
}: Omit<ExperimentFile, 'root'> & { readonly text: string }): Result<unknown, Problem> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(damaged({ ...at, fault: 'not-json', detail: (error as Error).message }));
  }
}

type Damage = Extract<Problem, { kind: 'damaged-experiment' }>;

/** A problem with a file of an experiment's folder. */
export function damaged(facts: Omit<Damage, 'kind'>): Damage {
  return {
    kind: 'damaged-experiment',
    id: facts.id,
    file: facts.file,
    fault: facts.fault,
    detail: facts.detail,
  };
}

/** What pipeline.yaml and charts hold is far less deep; what is deeper is made to overflow whoever walks it. */
const mostDepth = 500;

function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function schemaOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}
