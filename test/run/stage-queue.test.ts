import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkCycles } from '../../src/config/check-cycles.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import { orderStages, withUpstream } from '../../src/plan/order-stages.ts';
import { stageQueue } from '../../src/run/stage-queue.ts';

/** A stage that counts how often somebody looks at what it reads. */
function countedSpec(id: string, upstream: readonly string[], looks: { count: number }): StageSpec {
  const inputs = Object.fromEntries(
    upstream.map((from) => [from, { kind: 'output', stage: from, output: 'out' } as const]),
  );
  return {
    id,
    get inputs() {
      looks.count += 1;
      return inputs;
    },
  } as unknown as StageSpec;
}

/** A chain that the file names from its end, and as many stages beside it. */
function longPipeline(length: number) {
  const looks = { count: 0 };
  const chain = Array.from({ length }, (_, i) => countedSpec(`c${i}`, i === 0 ? [] : [`c${i - 1}`], looks));
  const wide = Array.from({ length }, (_, i) => countedSpec(`w${i}`, [], looks));
  return { looks, chain, stages: [...chain.reverse(), ...wide] };
}

test('ten thousand stages in a chain and as many beside it are ordered with a few looks at each', () => {
  const { looks, stages } = longPipeline(10_000);
  const ordered = orderStages(stages);
  assert.is(ordered.length, 20_000);
  assert.equal(
    ordered.slice(0, 3).map(({ id }) => id),
    ['c0', 'c1', 'c2'],
  );
  assert.ok(looks.count <= 3 * stages.length, `${looks.count} looks`);
  assert.is(withUpstream(stages, ['c9999']).size, 10_000);
  checkCycles(stages, (facts) => assert.unreachable(JSON.stringify(facts)));
});

test('a queue gives each stage once, as soon as it waits for nothing, with a few looks at each', () => {
  const { looks, stages } = longPipeline(10_000);
  const queue = stageQueue(stages);
  const taken: string[] = [];
  let asked = 0;
  const fits = () => {
    asked += 1;
    return true;
  };
  for (let spec = queue.next(fits); spec !== null; spec = queue.next(fits)) {
    taken.push(spec.id);
    queue.ended(spec.id);
  }
  assert.is(new Set(taken).size, 20_000);
  assert.is(taken.length, 20_000);
  assert.is(asked, 20_000);
  assert.equal(taken.slice(0, 2), ['c0', 'c1']);
  assert.equal(queue.left(), []);
  assert.ok(looks.count <= 5 * stages.length, `${looks.count} looks`);
});

test('what does not fit waits in its place; what is dropped is not given', () => {
  const looks = { count: 0 };
  const stages = ['a', 'b', 'c'].map((id) => countedSpec(id, [], looks));
  const queue = stageQueue([...stages, countedSpec('d', ['b'], looks)]);
  assert.is(queue.next(({ id }) => id !== 'a')?.id, 'b');
  assert.equal(
    queue.ended('b').map(({ id }) => id),
    ['d'],
  );
  assert.ok(queue.drop('c'));
  assert.not.ok(queue.drop('c'));
  assert.is(queue.next(() => true)?.id, 'a');
  assert.is(queue.next(() => true)?.id, 'd');
  assert.is(
    queue.next(() => true),
    null,
  );
});

test('each ring of stages is told once, at the input that closes it, in the direction of the data', () => {
  const looks = { count: 0 };
  const told: unknown[] = [];
  const stages = [
    countedSpec('a', ['c', 'x'], looks),
    countedSpec('b', ['a'], looks),
    countedSpec('c', ['b'], looks),
    countedSpec('x', ['x'], looks),
  ];
  checkCycles(stages, (facts, path) => told.push([facts, path]));
  assert.equal(told, [
    [{ kind: 'cycle', stages: ['b', 'c', 'a'] }, 'stages.b.inputs.a'],
    [{ kind: 'cycle', stages: ['x'] }, 'stages.x.inputs.x'],
  ]);
});

test.run();
