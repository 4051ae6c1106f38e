import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import { digestBytes } from '../../src/base/digest.ts';
import type { Reason } from '../../src/model/reason.ts';
import type { CodeParts, Recipe } from '../../src/model/recipe.ts';
import { explainChange } from '../../src/plan/explain-change.ts';
import { fingerprintOf } from '../../src/plan/make-recipe.ts';
import { sampleRecipe } from '../support/sample-result.ts';

const test = suite('why two recipes differ');

const parts: CodeParts = { 'stages/a.ts': { run: digestBytes('run') } };
const explain = (
  before: Recipe,
  after: Recipe,
  { from = parts, to = parts }: { from?: CodeParts; to?: CodeParts } = {},
): readonly Reason[] =>
  explainChange({
    before: { recipe: before, codeParts: from },
    after: { recipe: after, codeParts: to },
    spec: null,
  });

const digest = fc.constantFrom('a', 'b', 'c').map((text) => digestBytes(text));
// Names that objects have by themselves must be names like any other.
const name = fc.constantFrom('a', 'b', 'toString', 'constructor', 'x.y', '');
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Recipe['params'][string]>;
const recipe: fc.Arbitrary<Recipe> = fc.record({
  schema: fc.constant('stage-recipe/2' as const),
  code: fc.record({ scheme: fc.constantFrom('s1', 's2'), digest }),
  packages: fc.dictionary(
    fc.constantFrom('a@1', 'a@2', '@s/a@1', '@s/a@2', 'b@1-rc.1'),
    fc.constantFrom('x', 'y'),
  ),
  wiring: fc.dictionary(fc.constantFrom('.', 'a@1'), fc.subarray(['a@1', 'b@1', 'b@2'])),
  shown: fc.record({
    inputs: fc.dictionary(
      name,
      fc.record({
        format: fc.constantFrom('file' as const, 'csv' as const),
        path: fc.constantFrom('x', 'y'),
      }),
    ),
    outputs: fc.dictionary(name, fc.constantFrom('x', 'y')),
  }),
  network: fc.boolean(),
  params: fc.dictionary(name, fc.oneof(json, fc.constantFrom(null, 1, 2))),
  inputs: fc.dictionary(name, digest),
  outputs: fc.dictionary(name, fc.constantFrom('file' as const, 'csv' as const)),
  seed: fc.constantFrom(1, 2),
  env: fc.dictionary(name, fc.option(digest)),
  runtime: fc.record({
    node: fc.constantFrom('20.20.2', '22.13.0'),
    v8: fc.constantFrom('11', '12'),
    icu: fc.constantFrom('77', '78'),
    tz: fc.constantFrom('2025c', '2026c'),
    unicode: fc.constantFrom('16.0', '17.0'),
    platform: fc.constantFrom('linux', 'darwin'),
    arch: fc.constantFrom('x64', 'arm64'),
  }),
});

function reversed<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  ) as T;
}

test('there is a reason exactly where the recipes differ', () => {
  fc.assert(
    fc.property(recipe, recipe, (before, after) => {
      const isSame = canonicalJson(before) === canonicalJson(after);
      assert.is(explain(before, after).length === 0, isSame);
      assert.is(fingerprintOf(before) === fingerprintOf(after), isSame);
    }),
    { numRuns: 400 },
  );
});

test('a recipe does not differ from itself, whatever the order of its keys', () => {
  fc.assert(
    fc.property(recipe, (one) => {
      assert.equal(explain(one, reversed(one)), []);
    }),
  );
});

test('the order of keys decides no reason', () => {
  fc.assert(
    fc.property(recipe, recipe, (before, after) => {
      assert.equal(explain(reversed(before), reversed(after)), explain(before, after));
    }),
  );
});

test('the way back gives as many reasons as the way there', () => {
  fc.assert(
    fc.property(recipe, recipe, (before, after) => {
      assert.is(explain(after, before).length, explain(before, after).length);
    }),
  );
});

test('each single change has its own reason, and no other', () => {
  const { packages, params, inputs, outputs, env, runtime, code } = sampleRecipe;
  const other = digestBytes('other');
  const cases: readonly (readonly [Partial<Recipe>, Reason])[] = [
    [{ params: { ...params, window: 14 } }, { kind: 'param', name: 'window', before: 7, after: 14 }],
    [
      { params: { ...params, network: { layers: [128], dropout: 0.2 } } },
      { kind: 'param', name: 'network.layers', before: [128, 64], after: [128] },
    ],
    [{ params: { ...params, extra: null } }, { kind: 'param', name: 'extra', before: null, after: null }],
    [
      { params: { ...params, network: 5 } },
      { kind: 'param', name: 'network', before: { layers: [128, 64], dropout: 0.2 }, after: 5 },
    ],
    [
      { packages: { ...packages, '@scope/tables@8.0.2': 'sha512-patched' } },
      { kind: 'package', name: '@scope/tables', before: '8.0.2', after: '8.0.2 (other content)' },
    ],
    [
      { packages: { 'zod@4.6.7': 'sha512-zod', '@scope/tables@8.0.3': 'sha512-tables' } },
      { kind: 'package', name: '@scope/tables', before: '8.0.2', after: '8.0.3' },
    ],
    [
      { packages: { ...packages, 'pg@8.0.0': 'x' } },
      { kind: 'package', name: 'pg', before: null, after: '8.0.0' },
    ],
    [
      { packages: { ...packages, 'zod@3.0.0': 'x' } },
      { kind: 'package', name: 'zod', before: '4.6.7', after: '3.0.0, 4.6.7' },
    ],
    [
      { inputs: { ...inputs, table: other } },
      { kind: 'input', name: 'table', from: 'table', before: digestBytes('table'), after: other },
    ],
    [
      { inputs: { table: digestBytes('table') } },
      { kind: 'input', name: 'extra', from: 'extra', before: digestBytes('extra'), after: null },
    ],
    [
      { outputs: { ...outputs, scores: 'csv' } },
      { kind: 'output', name: 'scores', before: 'parquet', after: 'csv' },
    ],
    [{ outputs: { model: 'file' } }, { kind: 'output', name: 'scores', before: 'parquet', after: null }],
    [{ seed: 43 }, { kind: 'seed', before: 42, after: 43 }],
    [{ env: { ...env, REGION: other } }, { kind: 'env', name: 'REGION', change: 'changed' }],
    [{ env: { ...env, REGION: null } }, { kind: 'env', name: 'REGION', change: 'unset' }],
    [{ env: { ...env, OPTIONAL: other } }, { kind: 'env', name: 'OPTIONAL', change: 'set' }],
    [{ env: { REGION: digestBytes('eu') } }, { kind: 'env', name: 'OPTIONAL', change: 'changed' }],
    [
      { runtime: { ...runtime, node: '22' } },
      { kind: 'runtime', name: 'node', before: '20.20.2', after: '22' },
    ],
    [
      { runtime: { ...runtime, arch: 'arm64' } },
      { kind: 'runtime', name: 'arch', before: 'x64', after: 'arm64' },
    ],
    [
      { code: { ...code, scheme: 'stage-bundle/1 esbuild 0.29.0' } },
      { kind: 'code-scheme', before: code.scheme, after: 'stage-bundle/1 esbuild 0.29.0' },
    ],
  ];
  for (const [change, reason] of cases) {
    assert.equal(explain(sampleRecipe, { ...sampleRecipe, ...change }), [reason]);
  }
});

test('changed code is told by file and declaration', () => {
  const after = { ...sampleRecipe, code: { ...sampleRecipe.code, digest: digestBytes('new') } };
  const [a, b] = [digestBytes('a'), digestBytes('b')];
  const from: CodeParts = { 'stages/a.ts': { run: a, gone: a, same: a }, 'stages/old.ts': { f: a } };
  const to: CodeParts = { 'stages/a.ts': { run: b, same: a, constructor: a }, 'stages/new.ts': { g: a } };
  assert.equal(explain(sampleRecipe, after, { from, to }), [
    { kind: 'code', file: 'stages/a.ts', name: 'constructor', change: 'added' },
    { kind: 'code', file: 'stages/a.ts', name: 'gone', change: 'removed' },
    { kind: 'code', file: 'stages/a.ts', name: 'run', change: 'changed' },
    { kind: 'code', file: 'stages/new.ts', name: 'g', change: 'added' },
    { kind: 'code', file: 'stages/old.ts', name: 'f', change: 'removed' },
  ]);
  const [moved] = explain(sampleRecipe, after);
  assert.is(moved?.kind, 'code-scheme', 'the bundle differs, but none of its parts');
});

test.run();
