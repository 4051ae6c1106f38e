import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Pipeline } from '../../src/model/pipeline.ts';
import { parseText, validPipeline } from '../support/pipeline-text.ts';

function pipelineOf(text: string, overrides: readonly string[] = [], env = {}): Pipeline {
  const result = parseText(text, { overrides, env });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function stageOf(pipeline: Pipeline, id: string) {
  const stage = pipeline.stages.find((stage) => stage.id === id);
  if (stage === undefined) throw new Error(`no stage ${id}`);
  return stage;
}

test('fills in every default', () => {
  const pipeline = pipelineOf(validPipeline);
  assert.is(pipeline.seed, 42);
  assert.is(pipeline.description, '');
  assert.equal(
    pipeline.stages.map(({ id }) => id),
    ['extract', 'features', 'label'],
  );
  assert.equal(stageOf(pipeline, 'label'), {
    id: 'label',
    description: '',
    work: { kind: 'module', path: 'stages/label.ts' },
    inputs: { table: { kind: 'output', stage: 'features', output: 'table' } },
    params: {},
    outputs: { table: { path: 'data/label.parquet', format: 'parquet' } },
    env: [],
    resources: { cpus: 1, memoryMb: null },
    network: null,
    timeoutMs: null,
    retries: 0,
  });
  assert.equal(pipeline.sources.market, {
    id: 'market',
    kind: 'postgres',
    url: null,
    urlFrom: ['DATABASE_URL'],
    urlFile: null,
    embedded: null,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: null,
    retries: 0,
  });
});

test('gives an extract stage its tables as params, and its policies apart', () => {
  const stage = stageOf(pipelineOf(validPipeline), 'extract');
  assert.equal(stage.work, { kind: 'extract', source: 'market', refresh: 'on-change', schemaChange: 'fail' });
  assert.equal(stage.params, {
    tables: {
      prices: {
        query: null,
        table: 'prices',
        key: ['symbol', 'ts'],
        time: null,
        append: null,
        as: {},
        allowEmpty: false,
      },
    },
  });
});

test('a limit of a source is no longer than a timer can be: 30 days do not end it at once', () => {
  const text = validPipeline.replace(
    '    kind: postgres\n',
    '    kind: postgres\n    connectTimeout: 30d\n    statementTimeout: 9000h\n',
  );
  const { connectTimeoutMs, statementTimeoutMs } = pipelineOf(text).sources.market ?? {};
  assert.equal([connectTimeoutMs, statementTimeoutMs], [2 ** 31 - 1, 2 ** 31 - 1]);
});

test('takes resources, time limits, environment and formats as written', () => {
  const text = validPipeline.replace(
    '  label:\n',
    `  label:
    resources: {cpus: 2, memory: 1.5GB}
    timeout: 1.5m
    retries: 3
    env: [TZ, TZ]
`,
  );
  const stage = stageOf(
    pipelineOf(text.replace('data/label.parquet}', 'data/l.bin, all: {path: data/a.txt, format: csv}}')),
    'label',
  );
  assert.equal(stage.resources, { cpus: 2, memoryMb: 1536 });
  assert.is(stage.timeoutMs, 90_000);
  assert.is(stage.retries, 3);
  assert.equal(stage.env, ['TZ']);
  assert.equal(stage.outputs, {
    table: { path: 'data/l.bin', format: 'file' },
    all: { path: 'data/a.txt', format: 'csv' },
  });
});

test('tells an output from a file and a glob', () => {
  const inputs = (written: string) =>
    stageOf(pipelineOf(validPipeline.replace('{table: features.table}', written)), 'label').inputs;
  assert.equal(inputs('{a: file:seed/x.csv}').a, { kind: 'file', path: 'seed/x.csv' });
  assert.equal(inputs('{a: ./seed//x.csv}').a, { kind: 'file', path: 'seed/x.csv' });
  assert.equal(inputs('{a: {file: seed/x.csv}}').a, { kind: 'file', path: 'seed/x.csv' });
  assert.equal(inputs('{a: "glob:seed/*.csv"}').a, { kind: 'glob', pattern: 'seed/*.csv' });
  assert.equal(inputs('{a: seed/*.csv}').a, { kind: 'glob', pattern: 'seed/*.csv' });
  assert.equal(inputs('{a: {glob: seed/*.csv}}').a, { kind: 'glob', pattern: 'seed/*.csv' });
  assert.equal(inputs('{a: features.table}').a, { kind: 'output', stage: 'features', output: 'table' });
});

test('a reference alone keeps its type, inside a text it is written out', () => {
  const written = `{a: "\${params.network.layers}", b: "w=\${params.window}", c: ["\${params.window}"], d: "$\${x}"}`;
  const text = validPipeline.replace(`{window: "\${params.window}"}`, () => written);
  assert.equal(stageOf(pipelineOf(text), 'features').params, {
    a: [128, 64],
    b: 'w=7',
    c: [7],
    d: `\${x}`,
  });
});

test('a --set stands for the value in the file, and references follow it', () => {
  const pipeline = pipelineOf(validPipeline, [
    'params.window=14',
    'params.network.layers=[256]',
    'seed=7',
    'stages.label.params.depth=3',
    'stages.label.timeout=2m',
  ]);
  assert.equal(pipeline.params, { window: 14, network: { layers: [256] } });
  assert.is(pipeline.seed, 7);
  assert.equal(stageOf(pipeline, 'features').params, { window: 14 });
  assert.equal(stageOf(pipeline, 'label').params, { depth: 3 });
  assert.is(stageOf(pipeline, 'label').timeoutMs, 120_000);
  assert.is(pipeline.text, validPipeline);
});

test('the last --set of a path wins, and types are those of YAML', () => {
  const set = (value: string) =>
    pipelineOf(validPipeline, ['params.window=0', `params.window=${value}`]).params.window;
  assert.is(set('0.05'), 0.05);
  assert.is(set('true'), true);
  assert.is(set('text'), 'text');
  assert.is(set('"7"'), '7');
  assert.is(set(''), null);
  assert.equal(set('{a: [1, x]}'), { a: [1, 'x'] });
  assert.is(set('a=b'), 'a=b');
});

test('takes a source URL from the environment, and its default where that is empty', () => {
  const url = (env: Record<string, string>, written = `\${env.DATABASE_URL:-}`) =>
    pipelineOf(validPipeline.replace(`\${env.DATABASE_URL:-}`, written), [], env).sources.market?.url;
  assert.is(url({ DATABASE_URL: 'postgres://me:pw@host/db' }), 'postgres://me:pw@host/db');
  assert.is(url({ DATABASE_URL: '' }), null);
  assert.is(url({}, `\${env.DATABASE_URL:-postgres://me@host/db}`), 'postgres://me@host/db');
  assert.is(url({ PW: 'x$&y' }, `postgres://me:\${env.PW}@host/db`), 'postgres://me:x$&y@host/db');
});

test('knows where everything stands', () => {
  const { spans } = pipelineOf(validPipeline, ['seed=7']);
  const place = (path: string) => {
    const span = spans[path];
    return (
      span && [
        span.file,
        span.line,
        span.column,
        span.text.slice(span.column - 1, span.column - 1 + span.length),
      ]
    );
  };
  assert.equal(place('stages.features.params.window'), ['pipeline.yaml', 17, 22, `"\${params.window}"`]);
  assert.equal(place('stages.features.params.window@key'), ['pipeline.yaml', 17, 14, 'window']);
  assert.equal(place('stages.label'), ['pipeline.yaml', 19, 3, 'label']);
  assert.equal(place('params.network.layers.1'), ['pipeline.yaml', 4, 45, '64']);
  assert.equal(place('seed'), ['--set', 1, 6, '7']);
});

test('aliases and merge keys mean what YAML says', () => {
  const text = validPipeline.replace(
    'params: {window: 7,',
    'params: &p\n  base: &b {a: 1, b: 2}\n  more: {<<: *b, b: 3}\n  same: *b\n  window: 7\n#',
  );
  assert.equal(pipelineOf(text.replace(/#.*\n/, '\n')).params, {
    base: { a: 1, b: 2 },
    more: { a: 1, b: 3 },
    same: { a: 1, b: 2 },
    window: 7,
  });
});

test('tells every mistake in one pass, in the order of the file', () => {
  const text = validPipeline
    .replace('seed: 42', 'sead: 42')
    .replace('source: market', 'source: markte')
    .replace(`\${params.window}`, `\${params.windw}`)
    .replace('features.table', 'fetures.table')
    .replace('data/label.parquet', '../label.parquet');
  const result = parseText(text, { overrides: ['nme=1'] });
  assert.not(result.ok);
  assert.equal(
    !result.ok &&
      result.error.map((problem) => ('span' in problem ? [problem.kind, problem.span.line] : problem)),
    [
      ['unknown-key', 3],
      ['unknown-reference', 12],
      ['unknown-reference', 17],
      ['unknown-reference', 20],
      ['path-escapes', 21],
      ['bad-override', 1],
    ],
  );
});

test('a long cycle is told whole and once', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const stages = ids.map((id, i) => {
    const from = ids[(i + 3) % 4];
    return `  ${id}: {module: stages/label.ts, inputs: {x: ${from}.y}, outputs: {y: data/${id}}}`;
  });
  const result = parseText(`version: 1\nname: ring\nstages:\n${stages.join('\n')}\n`);
  assert.equal(!result.ok && result.error.map((problem) => problem.kind === 'cycle' && problem.stages), [
    ['b', 'c', 'd', 'a'],
  ]);
});

test('no text makes it throw', () => {
  const lines = validPipeline.split('\n');
  const fragment = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '? ',
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
    '"',
    "'",
    '|\n',
    '\t',
    '---\n',
    '...\n',
    '#',
    '%YAML',
    '__proto__: ',
    '$' + '{params.',
    '~',
    '\u0000',
    '🦦',
  );
  const mutated = fc
    .array(
      fc.tuple(
        fc.nat(validPipeline.length),
        fc.nat(8),
        fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 6 })),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) =>
      edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), validPipeline),
    );
  const shuffled = fc.shuffledSubarray(lines).map((some) => some.join('\n'));
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), mutated, shuffled);
  const override = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).map((value) => `params.window=${value}`),
  );
  fc.assert(
    fc.property(text, fc.array(override, { maxLength: 2 }), (text, overrides) => {
      const result = parseText(text, { overrides });
      // Either a pipeline without holes, or at least one problem with a place.
      return result.ok ? result.value.stages.length > 0 : result.error.length > 0;
    }),
    { numRuns: 600 },
  );
});

test('broken values anywhere are problems, and leave the rest readable', () => {
  const broken = fc.constantFrom('null', '[]', '{}', '7', 'true', 'x', '[1, {a: b}]', '{a: [1]}', '""');
  const keys = [...validPipeline.matchAll(/^ *(\w+): ?(.*)$/gm)].map(([line]) => line);
  fc.assert(
    fc.property(fc.constantFrom(...keys), broken, (line, value) => {
      const result = parseText(validPipeline.replace(line, `${line.slice(0, line.indexOf(':'))}: ${value}`));
      return result.ok || result.error.length > 0;
    }),
    { numRuns: 300 },
  );
});

test.run();
