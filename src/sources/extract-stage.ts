/** The built-in stage `labbook/extract`: what an extract stage of pipeline.yaml runs, as any stage file. */

import type { SourceProblem } from '../model/source-problem.ts';
import type { RunContext, ViewContext } from '../model/stage.ts';
import { describeSourceProblem } from '../words/describe-source-problem.ts';
import { rateText } from '../words/rate-text.ts';
import { readExtractEnvironment } from './extract-environment.ts';
import { extractSnapshot } from './extract-snapshot.ts';
import { extractParams, tableSpecs } from './parse-extract-params.ts';
import { readSnapshotInfo } from './read-snapshot-info.ts';
import { showSnapshot } from './show-snapshot.ts';

export const params = extractParams;

/** Reads the tables into the one output. Throws an error with the words of the problem. */
export async function run(ctx: RunContext<typeof params>): Promise<void> {
  const told = readExtractEnvironment(process.env);
  if (!told.ok) throw problemError(told.error, { source: '', stage: '' });
  const { source, stage, previousPath, acceptsSchemaChange } = told.value;
  const [[name, output] = []] = Object.entries(ctx.outputs);
  if (name === undefined || output === undefined)
    throw new Error('an extract stage has one output, of format duckdb');
  const extracted = await extractSnapshot({
    source,
    tables: tableSpecs(ctx.params),
    outputPath: output.path,
    previousPath,
    acceptsSchemaChange,
    signal: ctx.signal,
    log: ctx.log,
    onProgress: ({ table, rows, bytes, estimatedRows, seconds }) =>
      ctx.progress({
        done: rows,
        // The planner's estimate may be too low; then the end is not known.
        ...(estimatedRows !== null && estimatedRows > rows ? { total: estimatedRows } : {}),
        unit: 'rows',
        message: `${table}, ${rateText({ rows, bytes, estimatedRows, seconds })}`,
      }),
  });
  if (!extracted.ok) throw problemError(extracted.error, { source: source.id, stage });
  const { info, isReused } = extracted.value;
  ctx.identify(name, info.content);
  for (const table of info.tables) {
    // A table may have any name, a metric may not.
    ctx.metric(`rows.${table.name.replace(/[^\w.-]/g, '_')}`, table.rows);
    ctx.log.info(`${table.name}: ${table.rows} rows (${table.read} read)`);
  }
  if (isReused) ctx.log.info('the content is that of the last snapshot, whose file is kept');
}

/** Shows what the snapshot holds, and where and when it was read. */
export async function view(ctx: ViewContext<typeof params>): Promise<void> {
  const [output] = Object.values(ctx.outputs);
  const kept = output === undefined ? null : await readSnapshotInfo(output.path);
  if (kept !== null) ctx.show(...showSnapshot(kept.info));
}

/** What an extraction that failed throws: the words are those of `describeSourceProblem`. */
class SourceError extends Error {
  override name = 'SourceError';
}

function problemError(problem: SourceProblem, names: { source: string; stage: string }): SourceError {
  const { what, where, fix } = describeSourceProblem(problem, names);
  const error = new SourceError(`${what}\n  at ${where} in pipeline.yaml\n  ${fix}`);
  // The engine's own frames tell a user nothing.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
