import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestBytes } from '../../src/base/digest.ts';
import { deriveSeed } from '../../src/base/random.ts';
import { parsePipeline } from '../../src/config/parse-pipeline.ts';
import { makeRunContext } from '../../src/execute/run-context.ts';
import type { StageMessage, StageTask } from '../../src/execute/stage-message.ts';
import { makeViewContext } from '../../src/execute/view-context.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { readTable, readTableTypes } from '../../src/learn/table/read-table.ts';
import { writeTable } from '../../src/learn/table/write-table.ts';
import type { Display } from '../../src/model/display.ts';
import type { Metric } from '../../src/model/metric.ts';
import type { Pipeline, StageSpec } from '../../src/model/pipeline.ts';
import type { RunContext, ViewContext } from '../../src/model/stage.ts';
import { type MarketData, writeSnapshot } from './market-data.ts';

const repository = resolve(import.meta.dirname, '../..');

interface StageModule {
  readonly params: { parse(value: unknown): RunContext['params'] };
  run(ctx: RunContext): Promise<void>;
  view(ctx: ViewContext): Promise<void>;
}

/**
 * The shipped example on other data: the stages of pipeline.yaml as they are wired there, with their own code,
 * parameters and seeds, run in this process in a temporary folder. Only extract is left out: its snapshot holds
 * the data given.
 */
export interface ExampleRun extends Disposable {
  /** Runs stages in the order given; rejects with the error of the first that throws. */
  run(...stages: readonly string[]): Promise<void>;
  /** What a stage that has run shows. */
  view(stage: string): Promise<readonly Display[]>;
  /** Absolute path of `stage.output`. */
  path(output: string): string;
  table(output: string): Promise<Columns>;
  /** Puts other columns in place of those of `stage.output`. */
  replace(output: string, change: (columns: Columns) => Columns): Promise<void>;
  metric(name: string): Metric;
  readonly warnings: readonly string[];
}

/** `set` holds overrides as `--set` takes them; `modules` other files for some stages. */
export async function exampleRun(
  data: MarketData,
  {
    set = [],
    modules = {},
  }: { readonly set?: readonly string[]; readonly modules?: Readonly<Record<string, string>> } = {},
): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-example-'));
  const { stages, seed } = shippedPipeline(set);
  const metrics: Record<string, Metric> = {};
  const warnings: string[] = [];
  const stageNamed = (id: string): StageSpec => {
    const stage = stages.find((each) => each.id === id);
    if (stage === undefined) throw new Error(`the example has no stage "${id}"`);
    return stage;
  };
  const path = (output: string): string => {
    const [stage = '', name = ''] = output.split('.');
    const found = stageNamed(stage).outputs[name];
    if (found === undefined) throw new Error(`the example has no output "${output}"`);
    return join(folder, found.path);
  };
  const file = (at: string) => ({
    path: at,
    format: 'file' as const,
    digest: digestBytes(new Uint8Array()),
    files: [],
  });
  const taskOf = (stage: StageSpec, half: StageTask['half']): StageTask => ({
    half,
    stage: stage.id,
    bundle: '',
    params: stage.params,
    seed: deriveSeed(seed, stage.id),
    inputs: Object.fromEntries(
      Object.entries(stage.inputs).flatMap(([name, input]) => {
        if (input.kind === 'output') return [[name, file(path(`${input.stage}.${input.output}`))]];
        return input.kind === 'file' ? [[name, file(join(repository, input.path))]] : [];
      }),
    ),
    outputs: Object.fromEntries(
      Object.keys(stage.outputs).map((name) => [name, file(path(`${stage.id}.${name}`))]),
    ),
    metrics: Object.fromEntries(
      Object.entries(metrics).flatMap(([name, metric]) =>
        name.startsWith(`${stage.id}.`) ? [[name.slice(stage.id.length + 1), metric]] : [],
      ),
    ),
    environment: {},
  });
  const moduleOf = async ({ id, work }: StageSpec): Promise<StageModule> => {
    if (work.kind !== 'module') throw new Error(`stage ${id} has no module`);
    const at = modules[id] ?? join(repository, work.path);
    return (await import(pathToFileURL(at).href)) as StageModule;
  };
  const send = (message: StageMessage): void => {
    if (message.kind === 'log' && message.level === 'warn') warnings.push(message.text);
  };

  mkdirSync(dirname(path('extract.snapshot')), { recursive: true });
  await writeSnapshot(path('extract.snapshot'), data);
  return {
    warnings,
    path,
    async run(...ids) {
      for (const id of ids) {
        const stage = stageNamed(id);
        const module = await moduleOf(stage);
        const { context, reported } = makeRunContext({
          task: taskOf(stage, 'run'),
          params: module.params.parse(stage.params),
          send,
          signal: new AbortController().signal,
        });
        await module.run(context);
        for (const [name, metric] of Object.entries(reported.metrics)) metrics[`${id}.${name}`] = metric;
      }
    },
    async view(id) {
      const stage = stageNamed(id);
      const module = await moduleOf(stage);
      const params = module.params.parse(stage.params);
      const { context, displays } = makeViewContext({ task: taskOf(stage, 'view'), params, send });
      await module.view(context);
      return displays;
    },
    table: async (output) => await readTable(path(output)),
    async replace(output, change) {
      const types = await readTableTypes(path(output));
      await writeTable(path(output), change(await readTable(path(output))), { types });
    },
    metric(name) {
      const found = metrics[name];
      if (found === undefined) throw new Error(`no stage has reported the metric "${name}"`);
      return found;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** All stages of the example behind extract, but the check of its data, in an order in which they can run. */
export const exampleStages = ['features', 'label', 'split', 'train-network', 'train-forest', 'evaluate'];

function shippedPipeline(overrides: readonly string[]): Pipeline {
  const parsed = parsePipeline({
    file: 'pipeline.yaml',
    text: readFileSync(join(repository, 'pipeline.yaml'), 'utf8'),
    overrides,
    env: {},
    fileExists: () => true,
    hasMatch: () => true,
    leavesProject: () => false,
  });
  if (!parsed.ok) throw new Error(`pipeline.yaml: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}
