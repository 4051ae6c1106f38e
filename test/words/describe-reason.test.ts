import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import type { Reason } from '../../src/model/reason.ts';
import { describeReason } from '../../src/words/describe-reason.ts';

const digest = digestBytes('');

const cases: readonly (readonly [Reason, string])[] = [
  [{ kind: 'first-run' }, 'first run'],
  [{ kind: 'same-recipe' }, 'nothing changed'],
  [{ kind: 'result-missing' }, 'its result is not in the store'],
  [{ kind: 'result-damaged', output: 'model', digest }, 'stored output model is damaged (e3b0c44298)'],
  [{ kind: 'forced' }, 'forced'],
  [
    { kind: 'code', file: 'stages/lib/returns.ts', name: 'logReturn', change: 'changed' },
    'stages/lib/returns.ts: logReturn changed',
  ],
  [
    { kind: 'code-scheme', before: 'esbuild 1', after: 'esbuild 2' },
    'code is bundled by esbuild 2, was esbuild 1',
  ],
  [{ kind: 'code-scheme', before: 'esbuild 1', after: 'esbuild 1' }, 'code in another order'],
  [{ kind: 'package', name: 'arquero', before: '8.0.2', after: '8.0.3' }, 'arquero 8.0.2 → 8.0.3'],
  [{ kind: 'package', name: 'arquero', before: '8.0.2', after: '8.0.2' }, 'arquero 8.0.2: other content'],
  [{ kind: 'package', name: 'arquero', before: null, after: '8.0.3' }, 'arquero 8.0.3 added'],
  [{ kind: 'package', name: 'arquero', before: '8.0.3', after: null }, 'arquero 8.0.3 removed'],
  [{ kind: 'param', name: 'window', before: 7, after: 14 }, 'params.window 7 → 14'],
  [
    { kind: 'param', name: 'network.layers', before: [128, 64], after: null },
    'params.network.layers [128,64] → unset',
  ],
  [
    { kind: 'param', name: 'list', before: 'a', after: Array.from({ length: 50 }, (_, i) => i) },
    'params.list "a" → [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,…',
  ],
  [
    { kind: 'input', name: 'table', from: 'features.table', before: digest, after: digest },
    'input table changed (features.table)',
  ],
  [
    { kind: 'input', name: 'x', from: 'seed/x.csv', before: null, after: digest },
    'input x added (seed/x.csv)',
  ],
  [{ kind: 'input', name: 'x', from: 'seed/x.csv', before: digest, after: null }, 'input x removed'],
  [{ kind: 'output', name: 'table', before: 'csv', after: 'parquet' }, 'output table: format csv → parquet'],
  [{ kind: 'output', name: 'table', before: null, after: 'csv' }, 'output table added'],
  [{ kind: 'output', name: 'table', before: 'csv', after: null }, 'output table removed'],
  [{ kind: 'seed', before: 1, after: 2 }, 'seed 1 → 2'],
  [{ kind: 'env', name: 'TZ', change: 'set' }, 'environment variable TZ is now set'],
  [{ kind: 'env', name: 'TZ', change: 'unset' }, 'environment variable TZ is no longer set'],
  [{ kind: 'env', name: 'TZ', change: 'changed' }, 'environment variable TZ changed'],
  [{ kind: 'runtime', name: 'node', before: '20', after: '22' }, 'Node.js 20 → 22'],
  [{ kind: 'waiting', stages: ['a', 'b', 'c'] }, 'depends on what a, b and c will give'],
  [{ kind: 'upstream-failed', stages: ['a'] }, 'a did not succeed'],
  [{ kind: 'upstream-failed', stages: [] }, 'the run was stopped'],
  [{ kind: 'refresh', policy: 'pinned', detail: '' }, 'refresh: pinned'],
  [
    { kind: 'refresh', policy: 'on-change', detail: 'the source has new rows' },
    'refresh on-change: the source has new rows',
  ],
];

for (const [reason, words] of cases) {
  test(`${reason.kind} reads: ${words}`, () => assert.is(describeReason(reason), words));
}

test.run();
