import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Digest, digestBytes, digestOf, hexOf } from '../base/digest.ts';
import { scratchFolder } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { readPredictionFile } from '../experiment/compare/read-predictions.ts';
import type { SaidOfRows } from '../experiment/compare/said-of-rows.ts';
import type { Baseline, BaselinePredictions } from '../model/baseline.ts';
import type { Problem } from '../model/problem.ts';
import { baselineSchema } from './baseline-schema.ts';

const baselineFile = 'baseline.json';
const folder = 'baseline';

type Damage = Extract<Problem, { kind: 'damaged-baseline' }>;

/** The accepted baseline of a project; null where none was accepted, and a problem where it is not as accepted. */
export async function readBaseline(root: string): Promise<Result<Baseline | null, Problem>> {
  let text: string;
  try {
    text = await readFile(join(root, baselineFile), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return code === 'ENOENT' ? ok(null) : damaged('unreadable', code);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return damaged('not-json', (error as Error).message);
  }
  const parsed = baselineSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return damaged('invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const { seal, ...rest } = parsed.data;
  if (seal !== sealOf(rest)) return damaged('edited', '');
  return ok(rest as unknown as Baseline);
}

/**
 * Writes a baseline and the predictions it names (`contents`: file → bytes as they are to stand), and removes
 * files of `baseline/` that it names no more. The predictions stand before the file that names them.
 */
export async function writeBaseline(
  root: string,
  { baseline, contents }: { readonly baseline: Baseline; readonly contents: ReadonlyMap<string, Uint8Array> },
): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  for (const [file, bytes] of contents) await writeAtomic(join(root, file), bytes);
  const sealed = { ...baseline, seal: sealOf(baseline) };
  await writeAtomic(join(root, baselineFile), `${JSON.stringify(sealed, null, 2)}\n`);
  const named = new Set(
    [baseline, ...Object.values(baseline.best)].flatMap(({ predictions }) =>
      predictions.map(({ file }) => file),
    ),
  );
  if (baseline.archive !== undefined) named.add(baseline.archive.file);
  for (const name of await readdir(join(root, folder))) {
    if (/\.(parquet|csv\.gz|labbook)$/.test(name) && !named.has(`${folder}/${name}`))
      await rm(join(root, folder, name));
  }
}

/** How predictions are kept: parquet as it is, which is compressed already, CSV by gzip. */
export function keptPredictions(given: {
  readonly seed: number;
  readonly format: string;
  readonly bytes: Uint8Array;
}): { readonly entry: BaselinePredictions; readonly bytes: Uint8Array } {
  const isCsv = given.format === 'csv';
  const bytes = isCsv ? gzipSync(given.bytes, { level: 9 }) : given.bytes;
  const digest = digestBytes(bytes);
  const file = `${folder}/${hexOf(digestBytes(given.bytes)).slice(0, 16)}.${isCsv ? 'csv.gz' : 'parquet'}`;
  return { entry: { seed: given.seed, file, digest }, bytes };
}

/** The tables of kept predictions: one part of the rows, a table a seed. */
export async function readKeptPredictions(
  kept: readonly BaselinePredictions[],
  { root, stage, ...said }: SaidOfRows & { readonly root: string; readonly stage: string },
): Promise<Result<readonly PredictionTable[], Problem>> {
  const tables: PredictionTable[] = [];
  const scratch = await scratchFolder();
  try {
    for (const { file, digest } of kept) {
      const bytes = await readFile(join(root, file)).catch(() => null);
      if (bytes === null) return damaged('predictions-missing', file);
      if (digestBytes(bytes) !== digest) return damaged('predictions-edited', file);
      const path = join(scratch, file.endsWith('.csv.gz') ? 'predictions.csv' : 'predictions.parquet');
      await writeFile(path, file.endsWith('.csv.gz') ? gunzipSync(bytes) : bytes);
      const table = await readPredictionFile(path, { stage, shown: file, ...said });
      if (!table.ok) return damaged('predictions-edited', file);
      tables.push(table.value);
    }
    return ok(tables);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the accepted stage said of its rows and its metrics. */
export function saidByBaseline({
  stage,
  declared,
  metrics,
}: Pick<Baseline, 'stage' | 'declared' | 'metrics'>): SaidOfRows & { readonly stage: string } {
  const own = Object.entries(metrics).flatMap(([name, metric]) =>
    name.startsWith(`${stage}.`) ? [[name.slice(stage.length + 1), metric] as const] : [],
  );
  return { stage, declared, metrics: Object.fromEntries(own) };
}

function sealOf(baseline: object): Digest {
  return digestOf('baseline/1', baseline);
}

function damaged(fault: Damage['fault'], detail: string): Result<never, Problem> {
  return err({ kind: 'damaged-baseline', file: baselineFile, fault, detail });
}
