/**
 * The program of a stage's process: it is told one task, runs that half of the stage's bundle, and says how
 * it went. It knows nothing of the pipeline, the store or the run.
 */
import { pathToFileURL } from 'node:url';
import { deriveSeed, randomFrom } from '../base/random.ts';
import type { RunContext, ViewContext } from '../model/stage.ts';
import { makeRunContext } from './run-context.ts';
import type { StageMessage, StageTask, ThrownError } from './stage-message.ts';
import { makeViewContext } from './view-context.ts';

interface StageModule {
  readonly params?: { parse(value: unknown): unknown };
  readonly run?: (ctx: RunContext) => unknown;
  readonly view?: (ctx: ViewContext) => unknown;
}

const cancelled = new AbortController();
process.on('SIGTERM', () => cancelled.abort(new Error('cancelled')));
// The runner is gone: nobody is left to take a result.
process.on('disconnect', () => process.exit(1));
process.on('uncaughtException', (error) => finish({ kind: 'threw', error: thrown(error) }));
process.on('unhandledRejection', (error) => finish({ kind: 'threw', error: thrown(error) }));
process.once('message', (task) => void perform(task as StageTask));
send({ kind: 'ready' });

async function perform(task: StageTask): Promise<void> {
  // A stage that waits for what can never come ends here, as any Node program would, and is not waited for.
  process.channel?.unref();
  try {
    Object.assign(process.env, task.environment);
    // TensorFlow.js shuffles with Math.random, as many libraries do.
    Math.random = randomFrom(task.seed, deriveSeed(task.seed, 'Math.random'));
    const module = (await import(pathToFileURL(task.bundle).href)) as StageModule;
    finish(await (task.half === 'run' ? runHalf(module, task) : viewHalf(module, task)));
  } catch (error) {
    finish({ kind: 'threw', error: thrown(error) });
  }
}

async function runHalf(module: StageModule, task: StageTask): Promise<StageMessage> {
  if (typeof module.run !== 'function') return { kind: 'export-missing', name: 'run' };
  const { context, reported } = makeRunContext({
    task,
    params: paramsOf(module, task),
    send,
    signal: cancelled.signal,
  });
  await module.run(context);
  const { summarizeOutputs } = await import('./summarize-outputs.ts');
  const { tables, contents } = await summarizeOutputs(task.outputs, reported.contents);
  return { kind: 'ran', metrics: reported.metrics, contents, tables };
}

async function viewHalf(module: StageModule, task: StageTask): Promise<StageMessage> {
  if (typeof module.view !== 'function') return { kind: 'export-missing', name: 'view' };
  const { context, displays } = makeViewContext({ task, params: paramsOf(module, task), send });
  await module.view(context);
  return { kind: 'viewed', displays };
}

function paramsOf(module: StageModule, task: StageTask): RunContext['params'] {
  const parsed = module.params === undefined ? task.params : module.params.parse(task.params);
  return parsed as RunContext['params'];
}

function send(message: StageMessage): void {
  if (process.connected) process.send?.(message);
}

function finish(message: StageMessage): void {
  if (!process.connected) process.exit(1);
  process.send?.(message, undefined, undefined, () => process.exit(0));
}

function thrown(value: unknown): ThrownError {
  const error = value instanceof Error ? value : new Error(String(value));
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? '',
    denied: deniedAccess(error),
  };
}

/** The refusal of the permission model behind an error, if there is one among its causes. */
function deniedAccess(error: unknown): ThrownError['denied'] {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (!('code' in at) || at.code !== 'ERR_ACCESS_DENIED') continue;
    const { permission, resource } = at as { permission?: string; resource?: string };
    return { permission: permission ?? '', resource: resource ?? '' };
  }
  return null;
}
