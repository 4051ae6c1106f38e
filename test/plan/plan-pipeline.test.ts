import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import type { Observation, ObservedStage } from '../../src/model/observation.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import type { Fingerprint } from '../../src/model/recipe.ts';
import type { ResultRecord } from '../../src/model/result-record.ts';
import type { ExplainedRecipe } from '../../src/plan/explain-change.ts';
import { orderStages, upstreamOf, withUpstream } from '../../src/plan/order-stages.ts';
import { planPipeline } from '../../src/plan/plan-pipeline.ts';

const test = suite('plans');

function specOf(id: string, upstream: readonly string[] = []): StageSpec {
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
    resources: { cpus: 1, memoryMb: null },
    network: null,
    timeoutMs: null,
    retries: 0,
  };
}

function observedWith(code: string): ObservedStage {
  return {
    code: { scheme: 's', digest: digestBytes(code) },
    codeParts: {},
    codeFiles: {},
    packages: {},
    wiring: {},
    packageFolders: [],
    params: {},
    env: {},
    view: null,
    files: {},
    sourceState: null,
    standing: null,
    isSourceEmbedded: false,
    sourceReason: null,
    narrative: '',
    source: null,
  };
}

const observationOf = (codes: Readonly<Record<string, string>>): Observation => ({
  seed: 1,
  runtime: {
    node: '20.20.2',
    v8: '11.3',
    icu: '78.2',
    tz: '2025c',
    unicode: '17.0',
    platform: 'linux',
    arch: 'x64',
  },
  stages: Object.fromEntries(Object.entries(codes).map(([id, code]) => [id, observedWith(code)])),
});

/** What a run would leave in the store: each stage's output says what its recipe and \`gives\` make of it. */
class Results {
  readonly records = new Map<string, ResultRecord>();
  readonly last = new Map<string, ExplainedRecipe>();
  readonly lookups = {
    result: async (fingerprint: Fingerprint) => this.records.get(fingerprint) ?? null,
    last: async (stage: string) => this.last.get(stage) ?? null,
  };

  /** Runs a plan over and over until nothing is left to run, and gives the stages that ran. */
  async settle(
    stages: readonly StageSpec[],
    observation: Observation,
    gives: (stage: string, fingerprint: string) => string,
  ): Promise<readonly string[]> {
    const ran: string[] = [];
    for (;;) {
      const plan = await planPipeline({
        stages,
        observation,
        lookups: this.lookups,
        isForced: () => false,
        now: new Date(0),
      });
      const stale = plan.filter((planned) => planned.kind === 'stale');
      for (const planned of plan)
        if (planned.kind === 'cached') this.last.set(planned.stage, planned.decided);
      if (stale.length === 0) return ran;
      for (const { stage, decided } of stale) {
        ran.push(stage);
        const content = digestBytes(gives(stage, decided.fingerprint));
        this.last.set(stage, decided);
        this.records.set(decided.fingerprint, {
          schema: 'labbook.result/2',
          fingerprint: decided.fingerprint,
          recipe: decided.recipe,
          codeParts: {},
          outputs: { out: { format: 'json', blob: content, content, bytes: 1, table: null } },
          metrics: {},
          log: [],
          notices: [],
          seconds: 1,
          ranAt: '',
        });
      }
    }
  }
}

/** Pipelines without a cycle, their stages in any order in the file. */
const graph: fc.Arbitrary<readonly StageSpec[]> = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc
    .tuple(
      ...Array.from({ length: size }, (_, i) => fc.subarray(Array.from({ length: i }, (_, j) => `s${j}`))),
    )
    .chain((upstream) =>
      fc.shuffledSubarray(
        upstream.map((from, i) => specOf(`s${i}`, from)),
        { minLength: size },
      ),
    ),
);

test('stages are ordered after all that they read from, and else as in the file', () => {
  fc.assert(
    fc.property(graph, (stages) => {
      const ordered = orderStages(stages).map(({ id }) => id);
      assert.equal([...ordered].sort(), stages.map(({ id }) => id).sort());
      const done = new Set<string>();
      for (const spec of orderStages(stages)) {
        const free = stages.filter((one) => !done.has(one.id) && upstreamOf(one).every((id) => done.has(id)));
        assert.is(spec.id, free[0]?.id, 'the first of the file that is free to go');
        done.add(spec.id);
      }
      assert.equal(
        orderStages(orderStages(stages)).map(({ id }) => id),
        ordered,
      );
    }),
  );
});

test('a cycle is left out, and what stands beside it is not', () => {
  const stages = [specOf('a', ['b']), specOf('b', ['a']), specOf('c'), specOf('d', ['a', 'c'])];
  assert.equal(
    orderStages(stages).map(({ id }) => id),
    ['c'],
  );
});

test('what a stage needs is it and all that it reads from, directly or not', () => {
  fc.assert(
    fc.property(graph, (stages) => {
      for (const { id } of stages) {
        const needed = withUpstream(stages, [id]);
        assert.ok(needed.has(id));
        for (const spec of stages) {
          if (needed.has(spec.id)) for (const up of upstreamOf(spec)) assert.ok(needed.has(up));
        }
        const outside = stages.filter((spec) => !needed.has(spec.id)).map((spec) => spec.id);
        for (const other of outside) assert.not.ok(withUpstream(stages, [id]).has(other));
      }
      assert.is(withUpstream(stages, ['no such stage']).size, 0);
    }),
  );
});

test('at first what reads nothing would run and all else waits; once it ran, all is cached', async () => {
  await fc.assert(
    fc.asyncProperty(graph, async (stages) => {
      const observation = observationOf(Object.fromEntries(stages.map(({ id }) => [id, id])));
      const results = new Results();
      const plan = await planPipeline({
        stages,
        observation,
        lookups: results.lookups,
        isForced: () => false,
        now: new Date(0),
      });
      assert.equal(
        plan.map(({ stage }) => stage),
        stages.map(({ id }) => id),
        'in the order of the file',
      );
      for (const [i, planned] of plan.entries()) {
        const upstream = upstreamOf(stages[i] ?? specOf(''));
        assert.is(planned.kind, upstream.length === 0 ? 'stale' : 'waiting');
        if (planned.kind === 'waiting')
          assert.equal(planned.reasons, [{ kind: 'waiting', stages: upstream }]);
        else assert.equal(planned.reasons, [{ kind: 'first-run' }]);
      }
      const ran = await results.settle(stages, observation, (_, fingerprint) => fingerprint);
      assert.is(ran.length, stages.length, 'each stage runs once');
      const after = await planPipeline({
        stages,
        observation,
        lookups: results.lookups,
        isForced: () => false,
        now: new Date(0),
      });
      for (const planned of after) {
        assert.equal([planned.kind, planned.reasons], ['cached', [{ kind: 'same-recipe' }]]);
      }
    }),
    { numRuns: 40 },
  );
});

test('edited code reruns just its stage and what an other result reaches; an equal result stops there', async () => {
  await fc.assert(
    fc.asyncProperty(graph, fc.nat(), fc.boolean(), async (stages, pick, isEqual) => {
      const codes = Object.fromEntries(stages.map(({ id }) => [id, id]));
      const edited = stages[pick % stages.length]?.id ?? '';
      const gives = (stage: string, fingerprint: string) => (isEqual ? stage : fingerprint);
      const results = new Results();
      await results.settle(stages, observationOf(codes), gives);
      const ran = await results.settle(stages, observationOf({ ...codes, [edited]: 'edited' }), gives);
      const below = stages.filter(({ id }) => withUpstream(stages, [id]).has(edited)).map(({ id }) => id);
      assert.equal([...ran].sort(), isEqual ? [edited] : [...below].sort());
      assert.equal(
        await results.settle(stages, observationOf(codes), gives),
        [],
        'the way back runs nothing',
      );
    }),
    { numRuns: 40 },
  );
});

test('a forced stage would run although its result is known, and what reads from it waits', async () => {
  const stages = [specOf('a'), specOf('b', ['a']), specOf('c')];
  const observation = observationOf({ a: 'a', b: 'b', c: 'c' });
  const results = new Results();
  await results.settle(stages, observation, (_, fingerprint) => fingerprint);
  const plan = await planPipeline({
    stages,
    observation,
    lookups: results.lookups,
    isForced: (stage) => stage === 'a',
    now: new Date(0),
  });
  assert.equal(
    plan.map(({ kind }) => kind),
    ['stale', 'waiting', 'cached'],
  );
  assert.equal(plan[0]?.reasons, [{ kind: 'forced' }]);
});

test('a result that went missing is the reason to make it again', async () => {
  const stages = [specOf('a')];
  const observation = observationOf({ a: 'a' });
  const results = new Results();
  await results.settle(stages, observation, () => 'x');
  results.records.clear();
  const [planned] = await planPipeline({
    stages,
    observation,
    lookups: results.lookups,
    isForced: () => false,
    now: new Date(0),
  });
  assert.equal([planned?.kind, planned?.reasons], ['stale', [{ kind: 'result-missing' }]]);
});

test('what the network had a part in is used for as long as the stage says, and without a word never', async () => {
  const results = new Results();
  const observation = observationOf({ a: 'one' });
  const plain = specOf('a');
  await results.settle([plain], observation, () => 'x');
  for (const [everyMs, at, kind] of [
    [null, 0, 'stale'],
    [60_000, 59_999, 'cached'],
    [60_000, 60_000, 'stale'],
    [60_000, -1, 'stale'],
  ] as const) {
    const spec: StageSpec = { ...plain, network: { everyMs } };
    const now = new Date(Date.parse('2026-11-22T14:32:00Z') + at);
    const lookups = {
      ...results.lookups,
      result: async () => {
        const [record] = results.records.values();
        return record === undefined ? null : { ...record, ranAt: '2026-11-22T14:32:00Z' };
      },
    };
    const [planned] = await planPipeline({
      stages: [spec],
      observation,
      lookups,
      isForced: () => false,
      now,
    });
    assert.is(planned?.kind, kind, `${everyMs} ${at}`);
    if (kind === 'stale') assert.is(planned?.reasons[0]?.kind, 'network-again');
  }
});

test.run();
