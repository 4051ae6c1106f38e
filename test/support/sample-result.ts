import { digestBytes } from '../../src/base/digest.ts';
import type { Recipe } from '../../src/model/recipe.ts';
import type { ResultRecord } from '../../src/model/result-record.ts';
import { fingerprintOf } from '../../src/plan/make-recipe.ts';

export const sampleRecipe: Recipe = {
  schema: 'stage-recipe/2',
  code: { scheme: 'stage-bundle/1 esbuild 0.28.2', digest: digestBytes('code') },
  packages: { 'zod@4.6.7': 'sha512-zod', '@scope/tables@8.0.2': 'sha512-tables' },
  wiring: { '.': ['@scope/tables@8.0.2', 'zod@4.6.7'] },
  shown: { inputs: {}, outputs: { model: 'model-m.bin', scores: 'scores-s.parquet' } },
  network: false,
  params: { window: 7, network: { layers: [128, 64], dropout: 0.2 }, name: 'a' },
  inputs: { table: digestBytes('table'), extra: digestBytes('extra') },
  outputs: { model: 'file', scores: 'parquet' },
  seed: 42,
  env: { REGION: digestBytes('eu'), OPTIONAL: null },
  runtime: {
    node: '20.20.2',
    v8: '11.3',
    icu: '78.2',
    tz: '2025c',
    unicode: '17.0',
    platform: 'linux',
    arch: 'x64',
  },
};

/** A result of a recipe; `seconds` tells two results of one recipe apart. */
export function sampleResult({ recipe = sampleRecipe, seconds = 1 } = {}): ResultRecord {
  return {
    schema: 'labbook.result/2',
    fingerprint: fingerprintOf(recipe),
    recipe,
    codeParts: { 'stages/a.ts': { run: digestBytes('run') } },
    outputs: {
      model: { format: 'file', blob: digestBytes('m'), content: digestBytes('m'), bytes: 1, table: null },
    },
    metrics: { accuracy: { value: 0.61 } },
    log: [],
    notices: [],
    seconds,
    ranAt: '2026-01-02T03:04:05.678Z',
  };
}
