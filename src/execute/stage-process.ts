/**
 * The program of a stage's process: it is told one task, runs that half of the stage's bundle, and says how
 * it went. It knows nothing of the pipeline, the store or the run.
 */
import { existsSync, readSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deriveSeed, randomFrom } from '../base/random.ts';
import { untagged } from '../base/tagged-json.ts';
import { refusals } from '../confine/refusals.ts';
import type { RunContext, ViewContext } from '../model/stage.ts';
import { makeRunContext } from './run-context.ts';
import { messagePipe, type StageMessage, type StageTask, taskPipe } from './stage-message.ts';
import { tableFormats } from './table-formats.ts';
import { thrownError } from './thrown-error.ts';
import { makeViewContext } from './view-context.ts';

interface StageModule {
  readonly run?: (ctx: RunContext) => unknown;
  readonly view?: (ctx: ViewContext) => unknown;
}

/** The stage may take the global away; an import of `node:process` would open stdout, and end its blocking. */
const { process } = globalThis;

const cancelled = new AbortController();
process.on('SIGTERM', () => cancelled.abort(new Error('cancelled')));
process.on('uncaughtException', (error) => finish({ kind: 'threw', error: thrownError(error) }));
process.on('unhandledRejection', (error) => finish({ kind: 'threw', error: thrownError(error) }));
void perform(readTask());

/** Waits for the task as long as the runner lives; its end closes the pipe. */
function readTask(): StageTask {
  const parts: Buffer[] = [];
  const part = Buffer.alloc(65_536);
  for (let length = 1; length > 0; ) {
    length = readSync(taskPipe, part);
    parts.push(Buffer.from(part.subarray(0, length)));
  }
  const text = Buffer.concat(parts).toString('utf8');
  if (text === '') process.exit(1);
  return JSON.parse(text) as StageTask;
}

async function perform(task: StageTask): Promise<void> {
  try {
    Object.assign(process.env, task.environment);
    // TensorFlow.js shuffles with Math.random, as many libraries do.
    Math.random = randomFrom(task.seed, deriveSeed(task.seed, 'Math.random'));
    if (task.program !== undefined) return finish(await programHalf(task.program, task));
    const module = (await import(pathToFileURL(task.bundle).href)) as StageModule;
    finish(await (task.half === 'run' ? runHalf(module, task) : viewHalf(module, task)));
  } catch (error) {
    finish({ kind: 'threw', error: thrownError(error) });
  }
}

async function runHalf(module: StageModule, task: StageTask): Promise<StageMessage> {
  if (typeof module.run !== 'function') return { kind: 'export-missing', name: 'run' };
  const { context, reported } = makeRunContext({
    task,
    params: untagged(task.params) as RunContext['params'],
    send,
    signal: cancelled.signal,
  });
  if (task.isInspected) (await import('./break-at.ts')).breakAt(module.run);
  await module.run(context);
  return await ended(task, reported);
}

async function programHalf(
  program: NonNullable<StageTask['program']>,
  task: StageTask,
): Promise<StageMessage> {
  const { readMetrics, runProgram } = await import('./run-program.ts');
  const exited = await runProgram(program, task.seed);
  if (exited !== null) return exited;
  const isThere = program.metrics !== null && existsSync(program.metrics);
  // A file that is missing is told as the output that it is.
  const metrics = program.metrics !== null && isThere ? readMetrics(program.metrics) : {};
  return await ended(task, { metrics, contents: {} });
}

/** What a stage that has ended well made. */
async function ended(
  task: StageTask,
  reported: Pick<Extract<StageMessage, { kind: 'ran' }>, 'metrics' | 'contents' | 'predictions'>,
): Promise<StageMessage> {
  const refused = refusals();
  const formats = Object.values(task.outputs).map(({ format }) => format);
  const { tables, contents, failures } = formats.some((format) => tableFormats.has(format))
    ? await (await import('./summarize-outputs.ts')).summarizeOutputs(task.outputs, reported.contents)
    : { tables: {}, contents: reported.contents, failures: {} };
  // The stage has finished: what cannot be said of its outputs takes nothing from them.
  for (const [output, reason] of Object.entries(failures)) {
    send({ kind: 'log', level: 'warn', text: `output ${output} could not be summarized: ${reason}` });
  }
  const { metrics, predictions = [] } = reported;
  return { kind: 'ran', metrics, predictions, contents, tables, refusals: refused };
}

async function viewHalf(module: StageModule, task: StageTask): Promise<StageMessage> {
  if (typeof module.view !== 'function') return { kind: 'export-missing', name: 'view' };
  const { context, displays } = makeViewContext({
    task,
    params: untagged(task.params) as RunContext['params'],
    send,
  });
  await module.view(context);
  return { kind: 'viewed', displays, refusals: refusals() };
}

/** Whole, before anything else happens: a stage that reports faster than its runner reads has to wait. */
function send(message: StageMessage): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let from = 0; from < bytes.length; ) from += writeSync(messagePipe, bytes, from);
}

function finish(message: StageMessage): void {
  try {
    send(message);
  } catch {
    // The runner is gone: nobody is left to take a result.
  }
  process.exit(0);
}
