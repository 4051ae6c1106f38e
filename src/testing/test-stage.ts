/** `labbook/testing`: what a unit test of a stage file needs, with any test runner. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { scratchFolder } from '../base/maker-mark.ts';
import { deriveSeed, randomFrom } from '../base/random.ts';
import { makeRunContext } from '../execute/run-context.ts';
import type { StageMessage, StageTask } from '../execute/stage-message.ts';
import { makeViewContext } from '../execute/view-context.ts';
import type { Columns } from '../learn/columns.ts';
import { readTable } from '../learn/table/read-table.ts';
import type { Display } from '../model/display.ts';
import type { Metric } from '../model/metric.ts';
import type { InputFile, OutputFormat, Progress, RunContext, ViewContext } from '../model/stage.ts';
import { fileName, inputFileOf, type TestFile } from './test-file.ts';

export type { TestFile } from './test-file.ts';

/** A stage file as a module: `import * as stage from '../stages/label.ts'`. */
export interface TestedModule {
  readonly params?: z.ZodType;
  // Of any context: the names of inputs and outputs are each stage's own.
  readonly run?: (ctx: never) => unknown;
  readonly view?: (ctx: never) => unknown;
}

type ContextOf<M> = M extends { readonly run: (ctx: infer C) => unknown }
  ? C
  : M extends { readonly view: (ctx: infer C) => unknown }
    ? C
    : RunContext;
type NamesOf<M, Of extends 'inputs' | 'outputs'> =
  ContextOf<M> extends { readonly [K in Of]: infer Files } ? keyof Files & string : string;
type ParamsOf<M> = M extends { readonly params: infer P extends z.ZodType } ? z.input<P> : unknown;

export interface StageTestOptions<M> {
  /** As in pipeline.yaml: the stage's schema parses them, and gives its defaults. */
  readonly params?: ParamsOf<M>;
  readonly inputs?: Readonly<Record<NamesOf<M, 'inputs'>, TestFile>>;
  /** The format of each output; of those that `written` has, that is known. */
  readonly outputs?: Readonly<Partial<Record<NamesOf<M, 'outputs'>, OutputFormat>>>;
  /** What a `view` is to show without a `run` before it. */
  readonly written?: Readonly<Partial<Record<NamesOf<M, 'outputs'>, TestFile>>>;
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** 1 … 2^31 − 1; by default 1. The pipeline gives each stage a seed of its own. */
  readonly seed?: number;
  /** Cancels, as the runner would. */
  readonly signal?: AbortSignal;
}

/** A stage under test, in a temporary folder that disposing removes. */
export interface StageTest<M> extends AsyncDisposable {
  /** Runs the stage's `run`; rejects with what it throws, and where it leaves a declared output unwritten. */
  run(): Promise<void>;
  /** Runs the stage's `view` on what `run` wrote and reported; gives, and keeps, its displays. */
  view(): Promise<readonly Display[]>;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly displays: readonly Display[];
  /** What `ctx.log` was told, in order. */
  readonly log: readonly { readonly level: string; readonly text: string }[];
  /** What `ctx.progress` was told, though of a burst only some. */
  readonly progress: readonly Progress[];
  /** Where an output stands. */
  path(output: NamesOf<M, 'outputs'>): string;
  /** An output's rows, of a Parquet, DuckDB or CSV file. */
  table(output: NamesOf<M, 'outputs'>): Promise<Columns>;
  text(output: NamesOf<M, 'outputs'>): Promise<string>;
}

/**
 * Prepares a stage for a unit test: its inputs are written, its parameters parsed by its schema, and `run` and
 * `view` get the contexts that the engine would give them, typed by the stage's own. `Math.random` is seeded while
 * one of them works, so that two tests of one stage must not run at the same time where it draws.
 *
 * It is the stage's code in the test's own process: what the permission model refuses, and what the environment
 * would be, is not tested. Rejects where an input or a parameter does not fit.
 */
export async function testStage<M extends TestedModule>(
  module: M,
  options: StageTestOptions<M> = {},
): Promise<StageTest<M>> {
  const folder = await scratchFolder();
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const task = await taskOf(options as StageTestOptions<unknown>, folder);
    const params = module.params?.parse(options.params ?? {}) ?? options.params ?? {};
    const test = startTest(module, { task, params: params as RunContext['params'], signal: options.signal });
    return { ...test, [Symbol.asyncDispose]: removeFolder };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

function startTest<M extends TestedModule>(
  module: M,
  {
    task,
    params,
    signal = new AbortController().signal,
  }: {
    readonly task: StageTask;
    readonly params: RunContext['params'];
    readonly signal: AbortSignal | undefined;
  },
): Omit<StageTest<M>, keyof AsyncDisposable> {
  const metrics: Record<string, Metric> = { ...task.metrics };
  const displays: Display[] = [];
  const log: { level: string; text: string }[] = [];
  const progress: Progress[] = [];
  const send = (message: StageMessage): void => {
    if (message.kind === 'log') log.push({ level: message.level, text: message.text });
    if (message.kind === 'progress') progress.push(message.progress);
  };
  const path = (output: string): string => {
    const file = task.outputs[output];
    if (file === undefined) throw new Error(`the test names no output "${output}"`);
    return file.path;
  };
  const unwritten = () =>
    Object.keys(task.outputs)
      .filter((name) => !existsSync(path(name)))
      .join(', ');
  return {
    metrics,
    displays,
    log,
    progress,
    path,
    table: async (output) => await readTable(path(output)),
    text: async (output) => await readFile(path(output), 'utf8'),
    async run() {
      const run = halfOf(module, 'run');
      const { context, reported } = makeRunContext({ task, params, send, signal });
      await seeded(task.seed, () => run(context));
      const missing = unwritten();
      if (missing !== '') throw new Error(`run wrote no output ${missing}`);
      Object.assign(metrics, reported.metrics);
    },
    async view() {
      const view = halfOf(module, 'view');
      const missing = unwritten();
      if (missing !== '')
        throw new Error(`there is no output ${missing} yet: run first, or give it as \`written\``);
      const outputs: Record<string, InputFile> = {};
      for (const name of Object.keys(task.outputs)) {
        const file = await inputFileOf({ file: path(name) }, { folder: '', name });
        outputs[name] = { ...file, format: task.outputs[name]?.format ?? file.format };
      }
      const viewTask: StageTask = { ...task, half: 'view', outputs, metrics };
      const made = makeViewContext({ task: viewTask, params: params as ViewContext['params'], send });
      await seeded(task.seed, () => view(made.context));
      displays.splice(0, displays.length, ...made.displays);
      return made.displays;
    },
  };
}

function halfOf(module: TestedModule, half: 'run' | 'view'): (ctx: RunContext | ViewContext) => unknown {
  const work = module[half];
  if (work === undefined) throw new Error(`the stage under test exports no ${half}`);
  return (ctx) => work(ctx as never);
}

/** As the stage's own process does. */
async function seeded(seed: number, work: () => unknown): Promise<void> {
  const unseeded = Math.random;
  Math.random = randomFrom(seed, deriveSeed(seed, 'Math.random'));
  try {
    await work();
  } finally {
    Math.random = unseeded;
  }
}

async function taskOf(
  { inputs = {}, outputs = {}, written = {}, metrics = {}, seed = 1 }: StageTestOptions<unknown>,
  folder: string,
): Promise<StageTask> {
  const out = join(folder, 'out');
  const toWrite = Object.entries(outputs).map(([name, format = 'file']) => [
    name,
    { path: join(out, fileName(name, format)), format },
  ]);
  return {
    half: 'run',
    stage: 'under-test',
    bundle: '',
    params: {},
    seed,
    inputs: await filesOf(inputs, join(folder, 'in')),
    outputs: { ...Object.fromEntries(toWrite), ...(await filesOf(written, out)) },
    metrics,
    environment: {},
  };
}

async function filesOf(
  given: Readonly<Record<string, TestFile | undefined>>,
  folder: string,
): Promise<Readonly<Record<string, InputFile>>> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, InputFile> = {};
  for (const [name, file] of Object.entries(given)) {
    if (file !== undefined) files[name] = await inputFileOf(file, { folder, name });
  }
  return files;
}
