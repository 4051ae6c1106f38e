import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { summariseRecord } from '../../../src/experiment/query/experiment-summary.ts';
import { filterExperiments } from '../../../src/experiment/query/filter-experiments.ts';
import { recordVariant } from '../../support/record-variants.ts';

const test = suite('filtering in a process apart');

const experiments = Array.from({ length: 40 }, (_, i) =>
  summariseRecord(recordVariant({ id: `20261121-00${10 + i}-able-bee`, params: { i } })),
);
const filter = (where: string, { signal = new AbortController().signal, mostSeconds = 20 } = {}) =>
  filterExperiments(experiments, { where, signal, mostSeconds });
const crossed = `(SELECT count(*) FROM ${Array.from({ length: 9 }, (_, i) => `experiments e${i}`).join(', ')}) > 1`;

test('gives what fits, in the order given, and problems as they are', async () => {
  const picked = await filter('params.i % 10 = 3');
  assert.equal(picked.ok && picked.value.map(({ params }) => params.i), [3, 13, 23, 33]);
  const wrong = await filter('nothing');
  assert.is(!wrong.ok && wrong.error.kind, 'bad-filter');
});

test('a filter without an end is ended, and says so', async () => {
  const found = await filter(crossed, { mostSeconds: 3 });
  assert.equal(!found.ok && found.error, {
    kind: 'filter-too-heavy',
    given: crossed,
    limit: 'time',
    seconds: 3,
  });
});

test('a filter of any memory ends within bounds', async () => {
  for (const where of ["length(repeat('x', 4000000000)) > 1"]) {
    assert.not.ok((await filter(where)).ok, where);
  }
});

test('Ctrl-C ends it at once', async () => {
  const controller = new AbortController();
  const filtered = filter(crossed, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('stopped')), 300);
  try {
    await filtered;
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'stopped');
  }
});

test.run();
