/**
 * The engine on a pipeline of three tiny stages, for trials of thousands of runs: the loop, the store, the
 * locks and the check-out are the real ones; stages run in this process and take a few milliseconds. It is
 * told one run after another by messages, and is there to be killed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestBytes, digestOf } from '../../src/base/digest.ts';
import { randomFrom } from '../../src/base/random.ts';
import type { spawnStage } from '../../src/execute/spawn-stage.ts';
import type { Observation, ObservedStage } from '../../src/model/observation.ts';
import type { InputSpec, StageSpec } from '../../src/model/pipeline.ts';
import { observeRuntime } from '../../src/observe/environment.ts';
import { FileIndex } from '../../src/observe/file-index.ts';
import { runPipeline } from '../../src/run/run-pipeline.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { sweep } from '../../src/store/sweep.ts';

/** What one run is asked for: what pipeline.yaml, `--set` and the stage files say at its start. */
export interface EngineOrder {
  readonly root: string;
  readonly seed: number;
  readonly add: number;
  readonly by: number;
  /** Which edition of the second stage's `run` and of the views. */
  readonly code: number;
  readonly view: number;
  /** As labbook once did: stages read, and write at once, what stands in the project. */
  readonly readsProject: boolean;
}

export interface EngineAnswer {
  readonly state: string;
  /** What the file input held when the run looked at it. */
  readonly seen: string;
  readonly failures: readonly string[];
  /** Stage → what its result holds and shows. */
  readonly results: Readonly<Record<string, unknown>>;
}

const files: Readonly<Record<string, string>> = { a: 'data/a.json', b: 'data/b.json', c: 'data/c.json' };
const stage = (id: string, inputs: Readonly<Record<string, InputSpec>>): StageSpec => ({
  id,
  description: '',
  work: { kind: 'module', path: `stages/${id}.ts` },
  inputs,
  params: {},
  outputs: { out: { path: files[id] ?? '', format: 'json' } },
  env: [],
  resources: { cpus: 1, memoryMb: null },
  network: null,
  timeoutMs: null,
  retries: 0,
});
const stages = [
  stage('a', { x: { kind: 'file', path: 'seed/x.json' } }),
  stage('b', { a: { kind: 'output', stage: 'a', output: 'out' } }),
  stage('c', {
    a: { kind: 'output', stage: 'a', output: 'out' },
    b: { kind: 'output', stage: 'b', output: 'out' },
  }),
];

process.on('message', (order) => void perform(order as EngineOrder).then((answer) => process.send?.(answer)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function perform(order: EngineOrder): Promise<EngineAnswer> {
  const { root } = order;
  const store = storeFolder(join(root, '.labbook'));
  const index = new FileIndex({ folder: store.index });
  await sweep({ root, store, outputs: Object.values(files) });
  const { observation, seen } = await observe(order, index);
  const end = await runPipeline(
    {
      run: `run-${order.seed}`,
      stages,
      observation,
      isForced: () => false,
      inspected: null,
      jobs: 2,
      isKeepGoing: false,
    },
    {
      root,
      store,
      index,
      signal: new AbortController().signal,
      now: () => new Date(),
      emit: () => undefined,
      spawn: runHere(order),
      lend: async () => ({
        ok: true,
        value: { environment: {}, readable: [], release: async () => undefined },
      }),
      remember: async () => undefined,
    },
  );
  await index.save();
  const results: Record<string, unknown> = {};
  const failures: string[] = [];
  for (const outcome of end.outcomes) {
    if (outcome.kind === 'failed') failures.push(`${outcome.stage}: ${JSON.stringify(outcome.failure)}`);
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') continue;
    const shown = end.shown.get(outcome.stage);
    if (shown?.failure) failures.push(`view of ${outcome.stage}: ${JSON.stringify(shown.failure)}`);
    const { out } = outcome.result.outputs;
    results[outcome.stage] = {
      blob: out?.blob,
      content: out?.content,
      metrics: outcome.result.metrics,
      displays: shown?.displays,
    };
  }
  for (const one of end.notCheckedOut) failures.push(JSON.stringify(one));
  return { state: end.state, seen, failures, results };
}

async function observe(
  { root, add, by, code, view }: EngineOrder,
  index: FileIndex,
): Promise<{ observation: Observation; seen: string }> {
  const path = 'seed/x.json';
  const found = await index.observe(join(root, path));
  const scheme = 'trial';
  const observed: Record<string, ObservedStage> = {};
  for (const { id } of stages) {
    observed[id] = {
      code: { scheme, digest: digestOf('trial-code', { id, code: id === 'b' ? code : 0 }) },
      codeParts: {},
      codeFiles: {},
      packages: {},
      wiring: {},
      packageFolders: [],
      params: { add: id === 'a' ? add : 0, by: id === 'b' ? by : 0, code: id === 'b' ? code : 0 },
      env: {},
      view: {
        code: { scheme, digest: digestOf('trial-view', { id, view }) },
        packages: {},
        wiring: {},
        packageFolders: [],
      },
      files:
        id !== 'a'
          ? {}
          : { x: found && { content: found.digest, bytes: found.bytes, files: [{ path, ...found }] } },
      sourceState: null,
      standing: null,
      isSourceEmbedded: false,
      sourceReason: null,
      narrative: '',
      source: null,
    };
  }
  return {
    observation: { seed: 1, runtime: observeRuntime(), stages: observed },
    seen: found?.digest ?? digestBytes(''),
  };
}

/** Runs one half of a stage here, with pauses in which anything may happen. */
function runHere({ root, seed, view, readsProject }: EngineOrder): typeof spawnStage {
  const random = randomFrom(seed, 1);
  const pause = () => sleep(random() * 6);
  const inProject = (id: string) => join(root, id === 'x' ? 'seed/x.json' : (files[id] ?? ''));
  return async ({ task }) => {
    const { stage: id } = task;
    const params = task.params as { add: number; by: number; code: number };
    const read = async (path: string) => {
      await pause();
      return Number(readFileSync(path, 'utf8'));
    };
    const inputs: Record<string, number> = {};
    for (const [name, { path }] of Object.entries(task.inputs)) {
      inputs[name] = await read(readsProject ? inProject(name) : path);
    }
    const { x = 0, a = 0, b = 0 } = inputs;
    const out = task.outputs.out?.path ?? '';
    if (task.half === 'view') {
      const value = await read(readsProject ? inProject(id) : out);
      const text = `${view}: ${JSON.stringify(inputs)} gave ${value}`;
      return { ok: true, message: { kind: 'viewed', displays: [{ kind: 'markdown', text }], refusals: [] } };
    }
    const value = { a: x + params.add, b: a * params.by + params.code, c: 1000 * a + b }[id] ?? 0;
    writeFileSync(out, '');
    await pause();
    writeFileSync(out, String(value));
    if (readsProject) writeFileSync(inProject(id), String(value));
    const metrics = { value: { value } };
    return { ok: true, message: { kind: 'ran', metrics, contents: {}, tables: {}, refusals: [] } };
  };
}
