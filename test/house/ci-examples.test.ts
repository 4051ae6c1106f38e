import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkCommand } from '../../src/commands/check.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = z.string();
const texts = z.record(text, z.union([text, z.number(), z.boolean()]));
const access = z.enum(['read', 'write', 'none']);

/** What a step may hold, by GitHub's workflow syntax: it uses an action or runs commands, and not both. */
const step = z
  .strictObject({
    name: text.optional(),
    if: text.optional(),
    uses: text.regex(/^[\w.-]+\/[\w./-]+@v\d+$/).optional(),
    run: text.optional(),
    with: texts.optional(),
    env: texts.optional(),
    shell: z.enum(['bash', 'sh']).optional(),
    'working-directory': text.optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'uses or run');

const workflow = z.strictObject({
  name: text,
  on: z.strictObject({
    pull_request: z.null().optional(),
    push: z.strictObject({ branches: z.array(text) }).optional(),
    workflow_run: z
      .strictObject({ workflows: z.array(text), types: z.array(z.enum(['completed', 'requested'])) })
      .optional(),
  }),
  permissions: z.strictObject({
    contents: access.optional(),
    actions: access.optional(),
    'pull-requests': access.optional(),
  }),
  concurrency: z.strictObject({ group: text, 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(
    text,
    z.strictObject({
      if: text.optional(),
      'runs-on': text,
      'timeout-minutes': z.int(),
      steps: z.array(step).min(1),
    }),
  ),
});

const action = z.strictObject({
  name: text,
  description: text,
  inputs: z.record(text, z.strictObject({ description: text, default: text })),
  runs: z.strictObject({
    using: z.literal('composite'),
    // A composite action's commands need their shell named.
    steps: z.array(step.refine(({ run, shell }) => run === undefined || shell !== undefined, 'shell')),
  }),
});

const gitlab = z.record(
  text,
  z.strictObject({
    image: text,
    stage: z.literal('test'),
    timeout: text,
    rules: z.array(z.strictObject({ if: text })),
    cache: z.strictObject({ key: text, paths: z.array(text), when: z.enum(['always', 'on_success']) }),
    script: z.array(text),
    artifacts: z.strictObject({
      when: z.literal('always'),
      expire_in: text,
      paths: z.array(text),
      reports: z.strictObject({ junit: text, codequality: text }),
    }),
  }),
);

const check = 'examples/ci/github/labbook-check.yml';
const comment = 'examples/ci/github/labbook-comment.yml';
const jobs = 'examples/ci/gitlab/labbook.gitlab-ci.yml';

test('each file is what its system takes', () => {
  for (const [path, schema] of [
    [check, workflow],
    [comment, workflow],
    ['action.yml', action],
    [jobs, gitlab],
  ] as const) {
    const parsed = schema.safeParse(parse(read(path)));
    assert.ok(parsed.success, `${path}: ${parsed.error?.message}`);
  }
});

test('a pull request of a fork is checked with a token that may only read', () => {
  const { permissions } = workflow.parse(parse(read(check)));
  assert.equal(permissions, { contents: 'read' });
});

test('the comment is written after the check, by its name, and runs no code of the pull request', () => {
  const { on, jobs: all } = workflow.parse(parse(read(comment)));
  assert.equal(on.workflow_run?.workflows, [workflow.parse(parse(read(check))).name]);
  assert.not.match(JSON.stringify(all), 'actions/checkout');
});

test('every flag of labbook check in them is there, and the store is cached', () => {
  for (const path of [check, jobs, 'action.yml']) {
    const flags = [...read(path).matchAll(/ --([a-z-]+) reports/g)].map(([, flag = '']) => flag);
    assert.ok(flags.length >= 2, path);
    for (const flag of flags) assert.ok(Object.hasOwn(checkCommand.options, flag), `${path}: --${flag}`);
    assert.match(read(path), '.labbook/store');
  }
});

test.run();
