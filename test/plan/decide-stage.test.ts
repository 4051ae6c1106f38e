import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StageSpec } from '../../src/model/pipeline.ts';
import { decideStage } from '../../src/plan/decide-stage.ts';
import { sampleRecipe, sampleResult } from '../support/sample-result.ts';

const spec: StageSpec = {
  id: 'train',
  description: '',
  work: { kind: 'module', path: 'stages/train.ts' },
  inputs: {},
  params: {},
  outputs: { model: { path: 'data/model.json', format: 'json' } },
  env: [],
  resources: { cpus: 1, memoryMb: null },
  network: null,
  timeoutMs: null,
  retries: 0,
};
const result = sampleResult();
const explained = { recipe: sampleRecipe, codeParts: {} };
const decided = { ...explained, fingerprint: result.fingerprint };
const known = {
  spec,
  decided,
  result,
  last: explained,
  source: { sourceReason: null, isSourceEmbedded: false },
  isForced: false,
  now: new Date(result.ranAt),
};

test('a result of the very recipe is used, whether or not this project ran the stage before', () => {
  assert.is(decideStage(known).kind, 'cached');
  assert.is(decideStage({ ...known, last: null }).kind, 'cached');
});

test('without a result, or by force, the stage runs and says why', () => {
  assert.equal(decideStage({ ...known, result: null, last: null }).reasons, [{ kind: 'first-run' }]);
  assert.equal(decideStage({ ...known, result: null }).reasons, [{ kind: 'result-missing' }]);
  assert.equal(decideStage({ ...known, isForced: true }).reasons, [{ kind: 'forced' }]);
});

test('a stage that may use the network runs again, or after its time', () => {
  const networked = (everyMs: number | null, now: number) =>
    decideStage({ ...known, spec: { ...spec, network: { everyMs } }, now: new Date(now) }).kind;
  const ranAt = Date.parse(result.ranAt);
  assert.is(networked(null, ranAt), 'stale');
  assert.is(networked(1000, ranAt + 999), 'cached');
  assert.is(networked(1000, ranAt + 1000), 'stale');
  assert.is(networked(1000, ranAt - 1), 'stale', 'a result of the future has no known age');
});

test.run();
