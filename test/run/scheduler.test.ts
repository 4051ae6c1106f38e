import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import type { DecidedRecipe } from '../../src/model/plan.ts';
import type { RunEffects } from '../../src/run/run-effects.ts';
import { runPipeline } from '../../src/run/run-pipeline.ts';
import type { RunRequest } from '../../src/run/run-request.ts';
import type { runStage } from '../../src/run/run-stage.ts';
import { sampleRecipe, sampleResult } from '../support/sample-result.ts';

interface Wish {
  readonly upstream?: readonly string[];
  readonly cpus?: number;
  readonly memoryMb?: number | null;
}

function specOf(id: string, { upstream = [], cpus = 1, memoryMb = null }: Wish): StageSpec {
  return {
    id,
    description: '',
    work: { kind: 'module', path: `stages/${id}.ts` },
    inputs: Object.fromEntries(
      upstream.map((from) => [from, { kind: 'output', stage: from, output: 'out' }]),
    ),
    params: {},
    outputs: { out: { path: `data/${id}.json`, format: 'json' } },
    env: [],
    resources: { cpus, memoryMb },
    network: null,
    timeoutMs: null,
    retries: 0,
  };
}

const decided: DecidedRecipe = {
  recipe: sampleRecipe,
  fingerprint: sampleResult().fingerprint,
  codeParts: {},
};

/** A run whose stages end when the test says so. */
function startRun(wishes: Readonly<Record<string, Wish>>, options: Partial<RunRequest> = {}) {
  const stages = Object.entries(wishes).map(([id, wish]) => specOf(id, wish));
  const ends = new Map<string, (kind: 'ran' | 'failed') => void>();
  const events: RunEvent[] = [];
  const started: string[] = [];
  const stop = new AbortController();
  let clock = 0;
  const settle: typeof runStage = async ({ spec, finished }) => {
    for (const from of Object.keys(spec.inputs)) assert.ok(finished.has(from), `${spec.id} before ${from}`);
    started.push(spec.id);
    const kind = await new Promise<'ran' | 'failed'>((end) => ends.set(spec.id, end));
    const base = { stage: spec.id, reasons: [], seconds: 1, startedAt: '', attempts: 1, decided };
    const outcome: Outcome =
      kind === 'ran'
        ? { ...base, kind, result: sampleResult() }
        : { ...base, kind, failure: { kind: 'cancelled' } };
    return { outcome, views: { displays: [], failure: null, notices: [] } };
  };
  const request: RunRequest = {
    run: 'run',
    stages,
    observation: { stages: {} } as unknown as RunRequest['observation'],
    isForced: () => false,
    jobs: 2,
    isKeepGoing: false,
    ...options,
  };
  const effects = {
    signal: stop.signal,
    now: () => new Date(clock++),
    emit: (event: RunEvent) => events.push(event),
  } as unknown as RunEffects;
  const end = runPipeline(request, effects, { runStage: settle, checkOut: async () => [] });
  // What follows from an end has happened once the queue of promises is empty.
  const rest = () => new Promise((done) => setImmediate(done));
  return {
    end,
    events,
    started,
    stop,
    async finish(stage: string, kind: 'ran' | 'failed' = 'ran') {
      await rest();
      const finish = ends.get(stage);
      if (finish === undefined) throw new Error(`${stage} has not started; ${started.join(', ')} have`);
      finish(kind);
      await rest();
    },
  };
}

const kindsOf = async (end: ReturnType<typeof runPipeline>) =>
  Object.fromEntries((await end).outcomes.map(({ stage, kind }) => [stage, kind]));

test('a stage starts when all that it reads from has ended, and no sooner', async () => {
  const run = startRun({
    d: { upstream: ['b', 'c'] },
    b: { upstream: ['a'] },
    c: { upstream: ['a'] },
    a: {},
  });
  await run.finish('a');
  assert.equal([...run.started].sort(), ['a', 'b', 'c']);
  await run.finish('b');
  assert.is(run.started.includes('d'), false);
  await run.finish('c');
  await run.finish('d');
  const { state, outcomes } = await run.end;
  assert.is(state, 'ok');
  assert.equal(
    outcomes.map(({ stage }) => stage),
    ['d', 'b', 'c', 'a'],
    'in the order of pipeline.yaml',
  );
});

test('no more run at once than the cores allow, and what needs more than there are runs alone', async () => {
  const run = startRun({ a: {}, b: {}, c: {}, large: { cpus: 8 } }, { jobs: 2 });
  assert.equal(run.started, ['a', 'b']);
  await run.finish('a');
  assert.equal(run.started, ['a', 'b', 'c']);
  await run.finish('b');
  assert.equal(run.started, ['a', 'b', 'c'], 'large waits until nothing else runs');
  await run.finish('c');
  assert.equal(run.started, ['a', 'b', 'c', 'large']);
  await run.finish('large');
  assert.is((await run.end).state, 'ok');
});

test('a stage that claims all the memory keeps others waiting', async () => {
  const run = startRun({ a: { memoryMb: 2 ** 40 }, b: { memoryMb: 1 } });
  assert.equal(run.started, ['a']);
  await run.finish('a');
  assert.equal(run.started, ['a', 'b']);
  await run.finish('b');
  await run.end;
});

test('after a failure nothing new starts, what runs may end, and the rest is blocked', async () => {
  const run = startRun({ a: {}, b: {}, c: {}, below: { upstream: ['a'] } });
  await run.finish('a', 'failed');
  assert.equal(run.started, ['a', 'b']);
  await run.finish('b');
  assert.equal(await kindsOf(run.end), { a: 'failed', b: 'ran', c: 'blocked', below: 'blocked' });
  assert.is((await run.end).state, 'failed');
});

test('with --keep-going only what is below a failure is blocked', async () => {
  const run = startRun(
    { a: {}, b: {}, c: {}, below: { upstream: ['a'] }, deeper: { upstream: ['below', 'c'] } },
    { isKeepGoing: true },
  );
  await run.finish('a', 'failed');
  await run.finish('b');
  await run.finish('c');
  assert.equal(await kindsOf(run.end), {
    a: 'failed',
    b: 'ran',
    c: 'ran',
    below: 'blocked',
    deeper: 'blocked',
  });
});

test('a run that is stopped starts nothing new, and is interrupted', async () => {
  const run = startRun({ a: {}, next: { upstream: ['a'] } });
  run.stop.abort();
  await run.finish('a');
  assert.equal(run.started, ['a']);
  assert.equal(await kindsOf(run.end), { a: 'ran', next: 'blocked' });
  assert.is((await run.end).state, 'interrupted');
  assert.is(run.events.at(-1)?.kind, 'run-finished');
});

test('each stage is told of once as it ends, between the start and the end of the run', async () => {
  const run = startRun({ a: {}, b: {} });
  await run.finish('a');
  await run.finish('b');
  await run.end;
  assert.equal(
    run.events.map(({ kind }) => kind),
    ['run-started', 'stage-finished', 'stage-finished', 'run-finished'],
  );
});

test.run();
