import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { statesOf, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('parameters are parsed once, and what is recorded is what runs');

function projectWith(
  schema: string,
  {
    params = '{}',
    options = '',
    head = '',
    env = {},
  }: Partial<Record<'params' | 'options' | 'head', string>> & { env?: Record<string, string> } = {},
): TemporaryProject {
  const files = {
    'pipeline.yaml': `version: 1
name: one
stages:
  only:
    params: ${params}
    outputs: { out: data/out.json }
${options}`,
    'stages/only.ts': `import { writeFileSync } from 'node:fs';
import { z } from 'zod';
${head}
export const params = ${schema};
export function run(ctx: any) {
  writeFileSync(ctx.outputs.out.path, JSON.stringify({ keys: Object.keys(ctx.params), params: ctx.params }));
}
`,
    'seed/default.txt': '5',
  };
  return temporaryProject(files, env);
}

test('a default that comes out otherwise each time is told with its line', async () => {
  for (const [schema, param] of [
    ['z.object({ at: z.object({ day: z.number().default(Date.now()) }).prefault({}) })', 'at.day'],
    ['z.object({ day: z.string().default(() => new Date().toISOString()) })', 'day'],
    ['z.object({ draw: z.number().default(Math.random()) })', 'draw'],
  ]) {
    using project = projectWith(schema ?? '');
    for (const verb of ['status', 'run']) {
      const { exitCode, stderr } = await project.run(verb);
      assert.is(exitCode, 2, schema);
      assert.match(
        stderr,
        `stages/only.ts:4:14  params.${param} of the stage only comes out otherwise each time`,
      );
    }
  }
});

test('a default from a declared variable is told, and its value stands nowhere', async () => {
  const secret = 'hunter2-by-default';
  using project = projectWith(`z.object({ token: z.string().default(process.env.TOKEN ?? 'none') })`, {
    options: '    env: [TOKEN]\n',
    env: { TOKEN: secret },
  });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'params.token of the stage only is made from an environment variable');
  const found = spawnSync('grep', ['-rl', secret, '.'], { cwd: project.root, encoding: 'utf8' });
  assert.is(found.stdout, '');
});

test('a variable that is not declared is set for no schema, as for no stage', async () => {
  using project = projectWith(`z.object({ token: z.string().default(process.env.TOKEN ?? 'none') })`, {
    env: { TOKEN: 'undeclared' },
  });
  const { answer } = await project.runJson();
  assert.is(answer.state, 'ok');
  assert.equal(JSON.parse(project.read('data/out.json')).params, { token: 'none' });
});

test('a schema that reads a file is told of the file', async () => {
  using project = projectWith(
    'z.object({ n: z.number().default(Number(readFileSync("seed/default.txt", "utf8"))) })',
    {
      head: `import { readFileSync } from 'node:fs';`,
    },
  );
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'loading the params of the stage only reads seed/default.txt');
});

test('what a schema makes of the values is recorded, and given to the stage', async () => {
  using project = projectWith(
    `z.object({ since: z.coerce.date(), tags: z.array(z.string()).transform((tags) => new Set(tags)), n: z.number().default(3) })`,
    { params: '{ since: 2020-01-02, tags: [b, a] }' },
  );
  const { answer } = await project.runJson();
  assert.is(answer.state, 'ok');
  const record = JSON.parse(project.read(`experiments/${answer.experiment}/record.json`));
  assert.equal(record.stages[0].recipe.params, {
    n: 3,
    since: { $date: '2020-01-02T00:00:00.000Z' },
    tags: { $set: ['b', 'a'] },
  });
});

test('what no record can hold is refused', async () => {
  using project = projectWith(`z.object({ f: z.string().default('x').transform((name) => () => name) })`);
  const { exitCode, stderr } = await project.run('status');
  assert.is(exitCode, 2);
  assert.match(stderr, 'f becomes a function, which no record can hold');
});

test('the order of keys in pipeline.yaml is for no stage to see', async () => {
  using project = projectWith('z.record(z.string(), z.any())', { params: '{ b: 1, a: { d: 1, c: 2 } }' });
  await project.runJson();
  assert.equal(JSON.parse(project.read('data/out.json')).keys, ['a', 'b']);
  project.write(
    'pipeline.yaml',
    project.read('pipeline.yaml').replace('{ b: 1, a: { d: 1, c: 2 } }', '{ a: { c: 2, d: 1 }, b: 1 }'),
  );
  assert.equal(statesOf((await project.runJson()).answer), { only: 'cached' });
});

test('an output under another file name, which its stage sees, runs again and says so', async () => {
  using project = projectWith('z.object({})');
  await project.runJson();
  project.write('pipeline.yaml', project.read('pipeline.yaml').replace('data/out.json', 'data/other.json'));
  const { answer } = await project.runJson();
  assert.equal(answer.stages[0]?.reasons, [
    { kind: 'shown', of: 'output', name: 'out', before: 'out-out.json', after: 'out-other.json' },
  ]);
});

test('an export that is plainly not what it should be is told by status, with its line', async () => {
  for (const [from, to, message] of [
    [
      'export function run(ctx: any) {',
      'export const run = 5;\nfunction other(ctx: any) {',
      'stages/only.ts:5:14  run of stages/only.ts is no function',
    ],
    [
      'export function run',
      'export const view: any = { a: 1 };\nexport function run',
      'stages/only.ts:5:14  view of stages/only.ts is no function',
    ],
    [
      'z.object({})',
      '{ a: 1 }',
      'stages/only.ts:4:14  params of stages/only.ts is no zod schema of an object',
    ],
  ]) {
    using project = projectWith('z.object({})');
    project.write('stages/only.ts', project.read('stages/only.ts').replace(from ?? '', to ?? ''));
    const { exitCode, stderr } = await project.run('status');
    assert.is(exitCode, 2, message);
    assert.match(stderr, message ?? '');
  }
});

test.run();
