import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import type { Observation, ObservedStage } from '../../src/model/observation.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import { makeRecipe } from '../../src/plan/make-recipe.ts';
import { sampleRecipe } from '../support/sample-result.ts';

const spec: StageSpec = {
  id: 'train',
  description: '',
  work: { kind: 'module', path: 'stages/train.ts' },
  inputs: { table: { kind: 'file', path: 'data/table.csv' } },
  params: {},
  outputs: { model: { path: 'data/model.json', format: 'json' } },
  env: ['REGION'],
  resources: { cpus: 1, memoryMb: null },
  network: null,
  timeoutMs: null,
  retries: 0,
};
const observed: ObservedStage = {
  code: { scheme: 's', digest: digestBytes('code') },
  codeParts: {},
  codeFiles: {},
  packages: { 'zod@4.6.7': 'sha512-zod' },
  wiring: { '.': ['zod@4.6.7'] },
  packageFolders: [],
  params: { window: 7 },
  env: { REGION: digestBytes('eu') },
  view: null,
  files: {},
  sourceState: null,
  standing: null,
  isSourceEmbedded: false,
  sourceReason: null,
  narrative: '',
  source: null,
};
const observation: Observation = { seed: 1, runtime: sampleRecipe.runtime, stages: { train: observed } };
const inputs = { table: digestBytes('table') };
const known = { spec, stages: [spec], observed, observation, inputs };
const { fingerprint } = makeRecipe(known);

test('the recipe holds what was observed, part by part', () => {
  const { recipe } = makeRecipe(known);
  assert.equal(recipe.code, observed.code);
  assert.equal(recipe.packages, observed.packages);
  assert.equal(recipe.wiring, observed.wiring);
  assert.equal(recipe.params, observed.params);
  assert.equal(recipe.inputs, inputs);
  assert.equal(recipe.outputs, { model: 'json' });
  assert.equal(recipe.env, observed.env);
  assert.equal(recipe.runtime, observation.runtime);
  assert.is(recipe.network, false);
});

const others: Readonly<Record<string, Partial<typeof known>>> = {
  code: { observed: { ...observed, code: { scheme: 's', digest: digestBytes('other') } } },
  'the bundler': { observed: { ...observed, code: { ...observed.code, scheme: 't' } } },
  packages: { observed: { ...observed, packages: { 'zod@4.6.7': 'sha512-other' } } },
  wiring: { observed: { ...observed, wiring: { '.': [] } } },
  params: { observed: { ...observed, params: { window: 14 } } },
  env: { observed: { ...observed, env: { REGION: digestBytes('us') } } },
  'the state of its source': { observed: { ...observed, sourceState: digestBytes('state') } },
  inputs: { inputs: { table: digestBytes('other') } },
  'the format of an output': {
    spec: { ...spec, outputs: { model: { path: 'data/model.json', format: 'file' } } },
  },
  "the stage's name, by its seed": { spec: { ...spec, id: 'other' } },
  "the pipeline's seed": { observation: { ...observation, seed: 2 } },
  'the runtime': { observation: { ...observation, runtime: { ...observation.runtime, node: '22.13.0' } } },
  'leave to use the network': { spec: { ...spec, network: { everyMs: null } } },
};

for (const [part, change] of Object.entries(others)) {
  test(`${part} moves the fingerprint`, () => {
    assert.is.not(makeRecipe({ ...known, ...change }).fingerprint, fingerprint);
  });
}

test('what cannot change the result moves nothing', () => {
  const again = {
    ...spec,
    description: 'new',
    timeoutMs: 5,
    retries: 3,
    resources: { cpus: 4, memoryMb: 100 },
  };
  assert.is(makeRecipe({ ...known, spec: again }).fingerprint, fingerprint);
  assert.is(makeRecipe({ ...known, observed: { ...observed, narrative: 'new' } }).fingerprint, fingerprint);
});

test.run();
