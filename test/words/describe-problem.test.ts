import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../src/model/problem.ts';
import { describeProblem } from '../../src/words/describe-problem.ts';
import { parseText, validPipeline } from '../support/pipeline-text.ts';

/*
 * Each case of config-problems.txt is a change to a valid pipeline and the exact words that tell the mistake:
 * `=== name`, lines of `replace:`/`with:`, `text:`, `set:` or `env:` (JSON), `---`, the words.
 */
const cases = readFileSync(new URL('./fixtures/config-problems.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1);

for (const written of cases) {
  const [head = '', ...words] = written.split('\n---\n');
  const [name = '', ...lines] = head.split('\n');
  const given = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), JSON.parse(line.slice(line.indexOf(':') + 1))]),
  );
  test(`is exact about ${name}`, () => {
    const text: string = given.text ?? validPipeline.replace(given.replace ?? '', () => given.with ?? '');
    if (given.replace !== undefined)
      assert.ok(validPipeline.includes(given.replace), 'the case changes nothing');
    const env = given.env ?? {};
    const result = parseText(text, { env, overrides: given.set === undefined ? [] : [given.set] });
    assert.not(result.ok);
    if (!result.ok)
      assert.is(result.error.map(describeProblem).join('\n\n'), words.join('\n---\n').trimEnd());
  });
}

const kinds = new Set<string>();

test('every kind of mistake that parsing can tell has a case', () => {
  for (const written of cases) {
    const [, replace] = /^replace: (.*)$/m.exec(written) ?? [];
    const [, by] = /^with: (.*)$/m.exec(written) ?? [];
    const [, whole] = /^text: (.*)$/m.exec(written) ?? [];
    const [, set] = /^set: (.*)$/m.exec(written) ?? [];
    const text =
      whole === undefined
        ? validPipeline.replace(JSON.parse(replace ?? '""'), () => JSON.parse(by ?? '""'))
        : JSON.parse(whole);
    const result = parseText(text, set === undefined ? {} : { overrides: [JSON.parse(set)] });
    if (!result.ok) for (const { kind } of result.error) kinds.add(kind);
  }
  const source = readFileSync(new URL('../../src/model/config-problem.ts', import.meta.url), 'utf8');
  const facts = source.slice(
    source.indexOf('ConfigProblemFacts ='),
    source.indexOf('export type NamedThing'),
  );
  const known = [...facts.matchAll(/readonly kind: '([a-z-]+)'/g)].map(([, kind]) => kind);
  // Told by those who look at the stage's own schema, at programs and at what folders hold.
  const toldLater = ['program-unusable', 'folder-unusable', 'param-rejected'];
  assert.equal([...known.filter((kind) => !kinds.has(kind ?? ''))], toldLater);
});

const span = {
  file: 'pipeline.yaml',
  line: 3,
  column: 12,
  length: 2,
  text: '    window: -1 # \u001b[31mred',
};

const plain: readonly (readonly [Problem, string])[] = [
  [
    {
      kind: 'param-rejected',
      stage: 'label',
      param: 'window',
      detail: 'Too small: expected number to be >0',
      span,
    },
    `pipeline.yaml:3:12  stages.label.params.window: too small: expected number to be >0
   3 |     window: -1 # red
     |            ^^
  The params schema of the stage label does not take this value.`,
  ],
  [
    { kind: 'code-broken', detail: 'Expected ";" but found "x"', span: { ...span, file: 'stages/label.ts' } },
    `stages/label.ts:3:12  Expected ";" but found "x"
   3 |     window: -1 # red
     |            ^^`,
  ],
  [
    { kind: 'run-missing', stage: 'label', file: 'stages/label.ts' },
    `stages/label.ts exports no function run, which the stage label needs
  Write: export async function run(ctx) { … }`,
  ],
  [
    { kind: 'params-broken', stage: 'label', detail: 'it is no zod schema', span },
    `pipeline.yaml:3:12  the params of the stage label cannot be loaded: it is no zod schema
   3 |     window: -1 # red
     |            ^^
  Export a zod schema from the stage file: export const params = z.object({ … })`,
  ],
  [
    { kind: 'params-missing', stage: 'label', file: 'stages/label.ts' },
    `the stage label is given params, but stages/label.ts exports no schema for them
  Export one from the stage file, export const params = z.object({ … }), or remove the params.`,
  ],
  [
    { kind: 'unknown-command', given: 'rnu', near: 'run' },
    'unknown command "rnu"\n  did you mean "run"?\n  See all commands with: labbook --help',
  ],
  [
    { kind: 'unknown-flag', command: 'run', given: '--jbos', near: '--jobs' },
    'unknown flag "--jbos" for labbook run\n  did you mean "--jobs"?\n  See its flags with: labbook help run',
  ],
  [
    { kind: 'missing-argument', command: 'why', label: '<stage>' },
    'labbook why needs <stage>\n  See how it is used with: labbook help why',
  ],
  [
    { kind: 'extra-argument', command: 'status', given: 'x' },
    'labbook status does not take "x"\n  See how it is used with: labbook help status',
  ],
  [
    { kind: 'missing-flag-value', command: 'run', flag: 'jobs', label: '<number>' },
    '--jobs needs a value\n  Write: labbook run --jobs <number>',
  ],
  [
    { kind: 'unwanted-flag-value', command: 'run', flag: 'json' },
    '--json takes no value\n  Write it alone: --json',
  ],
  [{ kind: 'repeated-flag', command: 'run', flag: 'jobs' }, '--jobs is given twice\n  Give it once.'],
  [
    { kind: 'no-pipeline', file: 'pipeline.yaml' },
    `there is no pipeline.yaml here, nor in any folder above
  Make one with: labbook init
  Or name the project: labbook --project <folder> …`,
  ],
  [
    { kind: 'no-such-project', folder: 'no/such' },
    'there is no pipeline.yaml in no/such\n  --project names the folder that holds pipeline.yaml.',
  ],
  [
    { kind: 'pipeline-too-large', file: 'pipeline.yaml', bytes: 10_000_000, limitBytes: 1_000_000 },
    `pipeline.yaml has 10.0 MB; at most 1.0 MB are read
  A pipeline describes stages. Keep data in files, and name these as inputs.`,
  ],
  [
    { kind: 'pipeline-not-text', file: 'pipeline.yaml', line: 2 },
    'pipeline.yaml:2  is not UTF-8 text from here on\n  Save the file as UTF-8.',
  ],
  [
    { kind: 'pipeline-unreadable', file: 'pipeline.yaml', code: 'EISDIR' },
    'pipeline.yaml cannot be read (EISDIR)\n  It must be a file that you may read.',
  ],
];

for (const [problem, words] of plain) {
  test(`is exact about ${problem.kind}`, () => assert.is(describeProblem(problem), words));
}

test('shows the part of a long line that matters', () => {
  const text = `a: ${'x'.repeat(5000)}`;
  const lines = describeProblem({
    kind: 'bad-path',
    path: 'x'.repeat(5000),
    span: { file: 'pipeline.yaml', line: 1, column: 4, length: 5000, text },
  }).split('\n');
  assert.ok(
    lines.every((line) => line.length < 130),
    lines.join('\n'),
  );
});

test('underlines by columns of the terminal, where characters are wide', () => {
  const text = 'name: 株価 x: 1';
  const words = describeProblem({
    kind: 'unknown-key',
    at: '',
    key: 'x',
    near: null,
    allowed: [],
    span: { file: 'pipeline.yaml', line: 1, column: 10, length: 1, text },
  });
  assert.is(words.split('\n')[2], '     |            ^');
});

test('a password shows in no message, wherever it stands', () => {
  const url = 'postgres://me:hunter2@host/db';
  for (const text of [
    validPipeline.replace('name: demo', `name: demo\nnaem: ${url}`),
    validPipeline.replace('name: demo', `name: [${url}]`),
    validPipeline.replace(/\$\{env.*\}/, `${url}\n    url: ${url}`),
    validPipeline.replace('snapshot: extract.snapshot', `snapshot: ${url}`),
    validPipeline.replace('version: 1', `version: ${url}`),
  ]) {
    const result = parseText(text, { overrides: [`sources.market.url=${url}`, `seed=${url}`, url] });
    assert.not(result.ok);
    if (result.ok) continue;
    assert.not.match(result.error.map(describeProblem).join('\n'), 'hunter2');
  }
});

test.run();
