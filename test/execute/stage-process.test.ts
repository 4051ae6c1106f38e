import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Ended,
  type RunJson,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

const test = suite('the process of a stage');

const write = (what: string) => `writeFileSync(ctx.outputs.out.path, JSON.stringify(${what}));`;

interface StageCase {
  readonly body: string;
  /** Lines of pipeline.yaml besides the output. */
  readonly options?: string;
  readonly head?: string;
}

/** Stages of one pipeline, each of which tries one thing; all run once, side by side. */
const stages: Readonly<Record<string, StageCase>> = {
  reads: { body: `readFileSync('secret.txt');` },
  'reads-outside': { body: `readFileSync('/etc/hostname');` },
  writes: { body: `writeFileSync('data/other.json', '1');` },
  starts: { body: `(await import('node:child_process')).execFileSync('ls');` },
  threads: {
    body: `const { Worker } = await import('node:worker_threads');
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
    const value = await new Promise((done) => worker.once('message', done));
    ${write('value')}`,
  },
  environment: {
    options: 'env: [GIVEN, NOT_SET]',
    body: write(`{
      given: process.env.GIVEN, hidden: process.env.HIDDEN, home: process.env.HOME, notSet: process.env.NOT_SET,
      zone: new Date(2020, 6, 1, 12).toISOString(), language: Intl.NumberFormat().resolvedOptions().locale,
    }`),
  },
  talks: {
    body: `for (let i = 0; i < 50; i++) ctx.log.info('log ' + i);
    ctx.log.warn('careful');
    for (let i = 0; i < 50; i++) console.log('line ' + i);
    console.error('to stderr'); process.stdout.write('no line end');
    ${write('1')}`,
  },
  large: { body: `writeFileSync(ctx.outputs.out.path, Buffer.alloc(20_000_000, 'large'));` },
  stubborn: {
    options: 'timeout: 300ms',
    body: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); await new Promise(() => {});`,
  },
  obedient: {
    options: 'timeout: 300ms',
    body: `setInterval(() => {}, 1000);
    await new Promise((done) => ctx.signal.addEventListener('abort', done));
    ${write("'too late'")}`,
  },
  exits: { body: `${write('1')} process.exit(0);` },
  crashes: { body: `process.stderr.write('last words\\n'); process.kill(process.pid, 'SIGSEGV');` },
  rejects: {
    body: `void Promise.reject(new RangeError('nobody caught')); await new Promise((done) => setTimeout(done, 5000));`,
  },
  'throws-text': { body: `throw 'just text';` },
  'throws-nothing': { body: `throw null;` },
  'throws-odd': { body: `throw Object.create(null);` },
  busy: {
    body: `for (let i = 0; i <= 300_000; i++) ctx.progress({ done: i, total: 300_000 }); ${write('1')}`,
  },
  typed: {
    head: `export const params = z.object({
      since: z.coerce.date(), many: z.coerce.bigint(), name: z.string().transform((text) => text.toUpperCase()),
      left: z.number().default(3), tags: z.array(z.string()).transform((tags) => new Set(tags)),
    });`,
    options: `params: { since: '2020-01-02', many: '12345678901234567890', name: ada, tags: [a, a, b] }`,
    body: write(
      `[ctx.params.since.getUTCFullYear(), String(ctx.params.many + 1n), ctx.params.name, ctx.params.left, ctx.params.tags.size]`,
    ),
  },
  identifies: {
    body: `ctx.identify('out', 'sha256:${'ab'.repeat(32)}'); ${write('process.hrtime.bigint().toString()')}`,
  },
  'identifies-badly': { body: `ctx.identify('out', 'sha256:short'); ${write('1')}` },
  'not-a-number': { body: `ctx.metric('accuracy', NaN); ${write('1')}` },
  'bad-name': { body: `ctx.metric('my metric', 1); ${write('1')}` },
  'asks-wrongly': { body: `ctx.inputs.table.path; ${write('1')}` },
  draws: { body: write('[Math.random(), ctx.random(), ctx.seed]') },
  'draws-too': { body: write('[Math.random(), ctx.random(), ctx.seed]') },
  'makes-a-folder': { body: `(await import('node:fs')).mkdirSync(ctx.outputs.out.path);` },
};

function filesOf(cases: Readonly<Record<string, StageCase>>): Record<string, string> {
  const files: Record<string, string> = {
    'secret.txt': 'secret',
    'pipeline.yaml': `version: 1\nname: cases\nseed: 7\nstages:\n${Object.entries(cases)
      .map(
        ([id, { options }]) =>
          `  ${id}:\n    outputs: { out: data/${id}.json }\n${options ? `    ${options}\n` : ''}`,
      )
      .join('')}`,
  };
  for (const [id, { body, head = '' }] of Object.entries(cases)) {
    files[`stages/${id}.ts`] = `import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
${head}
export async function run(ctx: any) {
    ${body}
}
`;
  }
  return files;
}

let project: TemporaryProject;
let end: Ended & { readonly answer: RunJson };
test.before(async () => {
  project = temporaryProject(filesOf(stages), {
    GIVEN: 'given value',
    HIDDEN: 'hidden',
    TZ: 'Asia/Tokyo',
    LANG: 'de_DE.UTF-8',
  });
  end = await project.runJson('--keep-going', '--jobs', '4');
});
test.after(() => project[Symbol.dispose]());

const stageOf = (id: string) => end.answer.stages.find((stage) => stage.id === id);
const failureOf = (id: string) => stageOf(id)?.failure;
function outputOf(id: string): unknown {
  assert.is(stageOf(id)?.state, 'ran', `${id}: ${JSON.stringify(failureOf(id))}`);
  return JSON.parse(project.read(`data/${id}.json`));
}

test('may read and write what it declares only', () => {
  for (const [id, path, access] of [
    ['reads', 'secret.txt', 'read'],
    ['reads-outside', '/etc/hostname', 'read'],
    ['writes', 'data/other.json', 'write'],
  ] as const) {
    const failure = failureOf(id);
    assert.equal([failure?.kind, failure?.path, failure?.access], ['undeclared-access', path, access]);
    const [frame] = (failure?.frames ?? []) as { file: string; line: number }[];
    assert.equal([frame?.file, frame?.line], [`stages/${id}.ts`, 5]);
  }
});

test('starts no other program, and as many threads as it likes', () => {
  assert.is(failureOf('starts')?.kind, 'undeclared-program');
  assert.is(outputOf('threads'), 42);
});

test('sees the environment that it declares, in one time zone and language everywhere', () => {
  const { language, ...seen } = outputOf('environment') as Record<string, string>;
  assert.equal(seen, { given: 'given value', zone: '2020-07-01T12:00:00.000Z' });
  assert.match(language ?? '', /^en/);
});

test('its log and what it prints are kept, each in its order', () => {
  const record = JSON.parse(project.read(`experiments/${end.answer.experiment}/record.json`));
  const log: { level: string; text: string; at: number }[] = record.stages.find(
    ({ id }: { id: string }) => id === 'talks',
  ).log;
  const texts = (level: string) => log.filter((line) => line.level === level).map(({ text }) => text);
  assert.equal(
    texts('info'),
    Array.from({ length: 50 }, (_, i) => `log ${i}`),
  );
  assert.equal(texts('warn'), ['careful']);
  assert.equal(texts('stdout'), [...Array.from({ length: 50 }, (_, i) => `line ${i}`), 'no line end']);
  assert.equal(texts('stderr'), ['to stderr']);
  assert.ok(log.every(({ at }) => at >= 0));
});

test('may write a large output', () => {
  assert.is(stageOf('large')?.state, 'ran');
  assert.is(statSync(join(project.root, 'data/large.json')).size, 20_000_000);
});

test('is told of its time limit, and killed where it does not listen', () => {
  for (const id of ['stubborn', 'obedient']) {
    assert.equal(failureOf(id), { kind: 'timeout', timeoutMs: 300 });
  }
});

test('has no result where it ends without a word, whatever it wrote', () => {
  assert.equal([failureOf('exits')?.kind, failureOf('exits')?.exitCode], ['died', 0]);
  assert.equal([failureOf('crashes')?.kind, failureOf('crashes')?.signal], ['died', 'SIGSEGV']);
  assert.match(String(failureOf('crashes')?.stderr), 'last words');
});

test('whatever it throws is told', () => {
  for (const [id, name, message] of [
    ['rejects', 'RangeError', 'nobody caught'],
    ['throws-text', 'Error', 'just text'],
    ['throws-nothing', 'Error', 'null'],
    ['not-a-number', 'Error', 'metric "accuracy" is NaN; a metric is a finite number'],
    ['asks-wrongly', 'Error', 'stage asks-wrongly declares no input "table" (declared: none)'],
    ['identifies-badly', 'Error', 'identify("out"): "sha256:short" is no sha256 digest'],
    ['bad-name', 'Error', 'metric "my metric": a name begins with a letter'],
  ] as const) {
    const failure = failureOf(id);
    assert.equal([failure?.kind, failure?.name], ['threw', name], id);
    assert.ok(String(failure?.message).startsWith(message), `${id}: ${failure?.message}`);
  }
  assert.is(failureOf('throws-odd')?.kind, 'threw');
});

test('may report progress as often as it likes', () => {
  assert.is(outputOf('busy'), 1);
});

test('is given its parameters as its own schema makes them', () => {
  assert.equal(outputOf('typed'), [2020, '12345678901234567891', 'ADA', 3, 2]);
});

test('may say what identifies an output whose bytes differ at each run', () => {
  assert.is(stageOf('identifies')?.outputs.out?.digest, `sha256:${'ab'.repeat(32)}`);
});

test('draws numbers of its own seed', () => {
  const [one, two] = [outputOf('draws'), outputOf('draws-too')] as [number[], number[]];
  assert.is(new Set([...one, ...two]).size, 6);
});

test('must write a file: a folder is none', () => {
  assert.is(failureOf('makes-a-folder')?.kind, 'output-missing');
});

test('leaves nothing in the working folders, and its failure makes the run fail', () => {
  assert.is(end.exitCode, 1);
  for (const folder of ['.labbook/work', '.labbook/store/tmp', '.labbook/locks']) {
    assert.equal(readdirSync(join(project.root, folder)), [], folder);
  }
});

test.run();
