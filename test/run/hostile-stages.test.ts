import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { peakMemoryMb } from '../support/peak-memory.ts';
import { ended, type RunJson, temporaryProject } from '../support/temporary-project.ts';

const test = suite('stages that do what no stage should');

/** A pipeline of one stage, whose `run` has this body. */
function oneStage(body: string, options = ''): Record<string, string> {
  return {
    'pipeline.yaml': `version: 1\nname: one\nstages:\n  only:\n    outputs: { out: data/out.txt }\n${options}`,
    'stages/only.ts': stageText(body),
  };
}

function stageText(body: string): string {
  return `import { writeFileSync, writeSync } from 'node:fs';
export async function run(ctx: any) {
  writeFileSync(ctx.outputs.out.path, 'whole');
  ${body}
}
`;
}

const wrongMetrics = [
  ['an interval with NaN', '{ interval: [NaN, 1] }', 'metric "score": interval is [ NaN, 1 ]'],
  ['an interval of one number', '{ interval: [1] }', 'metric "score": interval is [ 1 ]'],
  ['an interval upside down', '{ interval: [2, 1] }', 'metric "score": interval is [ 2, 1 ]'],
  ['an infinite n', '{ n: Infinity }', 'metric "score": n is Infinity'],
  ['a NaN baseline', '{ baseline: NaN }', 'metric "score": baseline is NaN'],
  ['an effectiveN that is text', '{ effectiveN: "7" }', 'metric "score": effectiveN is "7"'],
  ['an unknown direction', '{ direction: "up" }', 'metric "score": direction is "up"'],
  ['a detail that there is none of', '{ low: 1 }', 'metric "score": there is no detail "low"'],
] as const;

const wrongDisplays = [
  ['a kind that there is none of', `{ kind: 'video' }`, 'a display of kind "video"'],
  ['markdown that is no text', `{ kind: 'markdown', text: 5 }`, 'markdown: text is 5'],
  ['a table without columns', `{ kind: 'table', title: 'T' }`, 'table: columns is undefined'],
  [
    'a value that JSON cannot hold',
    `{ kind: 'table', title: 'T', columns: [{ name: 'a', values: [1n] }] }`,
    '1n',
  ],
] as const;

const thrownValues = [
  ['null', 'null'],
  ['undefined', 'undefined'],
  ['{ code: 7 }', '{ code: 7 }'],
  ['Object.create(null)', '[Object: null prototype] {}'],
  ['Object.assign(new Error("own"), { stack: { deep: 1 } })', 'own'],
  ['Object.assign(new Error("own"), { name: Symbol("odd") })', 'own'],
  ['new Proxy({}, { get() { throw new Error("trap"); } })', ''],
  ['new Error("x".repeat(50_000_000))', 'xxxx'],
  ['((globalThis as any).process = null, new Error("without a process"))', 'without a process'],
] as const;

/** One pipeline of a stage each, since a run costs more than a stage. */
const stages = [
  ...wrongMetrics.map(([, details]) => ({ body: `ctx.metric('score', 0.5, ${details});`, view: '' })),
  ...wrongDisplays.map(([, call]) => ({
    body: '',
    view: `export function view(ctx: any) { ctx.show(${call}); }\n`,
  })),
  ...thrownValues.map(([thrown]) => ({ body: `throw ${thrown};`, view: '' })),
].map(({ body, view }, i) => ({ id: `s${i}`, text: stageText(body) + view }));

let answer: RunJson;
let page: string;
let stderr: string;

test.before(async () => {
  using project = temporaryProject({
    'pipeline.yaml': `version: 1\nname: many\nstages:\n${stages
      .map(({ id }) => `  ${id}:\n    outputs: { out: data/${id}.txt }\n`)
      .join('')}`,
    ...Object.fromEntries(stages.map(({ id, text }) => [`stages/${id}.ts`, text])),
  });
  const end = await project.runJson('--keep-going');
  assert.is(end.exitCode, 1, end.stderr.slice(0, 2000));
  ({ answer, stderr } = end);
  page = project.read(answer.report ?? '');
  assert.is((await project.run('show', answer.experiment ?? '')).exitCode, 0, 'the record can be read');
});

const failureOf = (at: number) => answer.stages.find(({ id }) => id === `s${at}`)?.failure;

wrongMetrics.forEach(([what, , named], i) => {
  test(`a metric with ${what} is refused at its stage, by its name`, () => {
    assert.match(String(failureOf(i)?.message), named);
  });
});

for (const [what, , message] of wrongDisplays) {
  test(`a view that shows ${what} says so`, () => {
    assert.match(page, message.replaceAll('"', '&quot;'));
  });
}

thrownValues.forEach(([thrown, message], i) => {
  test(`a stage that throws ${thrown} fails with it`, () => {
    const failure = failureOf(wrongMetrics.length + wrongDisplays.length + i);
    assert.is(failure?.kind, 'threw');
    assert.match(String(failure?.message), message);
  });
});

test('messages are shown only as far as they help', () => {
  assert.ok(stderr.length < 200_000);
});

test('what a stage writes to the channel of its process is no end of labbook', async () => {
  using project = temporaryProject(
    oneStage(`for (const fd of [3, 4]) {
    for (const text of ['no JSON\\n', 'null\\n', '{"kind":"ran"}\\n', '{"kind":"progress"}\\n', '[]\\n']) {
      try { writeSync(fd, text); } catch {}
    }
  }
  for (const odd of [null, 'text', 5, { kind: 'ran' }]) process.send?.(odd);`),
  );
  const { answer, exitCode, stderr } = await project.runJson();
  assert.not.match(stderr, 'bug in labbook');
  assert.ok(exitCode === 0 || exitCode === 1, `${exitCode}`);
  assert.is(answer.stages.length, 1);
});

test('a timeout of 30 days does not end a stage at once', async () => {
  using project = temporaryProject(
    oneStage(`await new Promise((done) => setTimeout(done, 300));`, '    timeout: 30d\n'),
  );
  const { answer, exitCode } = await project.runJson();
  assert.is(exitCode, 0, JSON.stringify(answer.stages[0]?.failure));
});

test('a summary that fails fails no finished stage, and is told', async () => {
  for (const [path, write] of [
    ['data/t.csv', `Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe9, 0x2c, 0xfc, 0x0a])`],
    ['data/t.csv', `'a,b\\n' + 'x'.repeat(3_000_000) + ',1\\n'`],
    ['data/t.parquet', `'no parquet at all'`],
    ['data/t.duckdb', `'no database at all'`],
  ] as const) {
    using project = temporaryProject({
      'pipeline.yaml': `version: 1\nname: one\nstages:\n  only:\n    outputs: { out: ${path} }\n`,
      'stages/only.ts': `import { writeFileSync } from 'node:fs';
export const run = (ctx: any) => writeFileSync(ctx.outputs.out.path, ${write});
`,
    });
    const { answer, exitCode, stderr } = await project.runJson();
    assert.is(exitCode, 0, `${path}: ${JSON.stringify(answer.stages[0]?.failure)}`);
    if (path !== 'data/t.csv') assert.match(stderr, 'output out could not be summarized');
  }
});

for (const [what, body] of [
  [
    '1 GB of lines',
    `const line = Buffer.from(('x'.repeat(999) + '\\n').repeat(1000)); for (let i = 0; i < 1000; i++) writeSync(1, line);`,
  ],
  [
    '700 MB without an end of line',
    `const part = Buffer.alloc(1_000_000, 120); for (let i = 0; i < 700; i++) writeSync(1, part);`,
  ],
] as const) {
  test(`a stage that prints ${what} costs labbook no memory, and its log is kept up to a limit`, async () => {
    using quiet = temporaryProject(oneStage(''));
    using loud = temporaryProject(oneStage(body));
    const least = await peakMemoryMb(quiet.start('run', '--json'));
    const most = await peakMemoryMb(loud.start('run', '--json'));
    assert.is(most.end.exitCode, 0, most.end.stderr.slice(-2000));
    const growthMb = most.peakMb - least.peakMb;
    assert.ok(growthMb < 100, `labbook grew by ${growthMb} MB`);
    const { experiment } = JSON.parse(most.end.stdout);
    const log = join(loud.root, 'experiments', experiment, 'logs', 'only.log');
    const { size } = statSync(log);
    assert.ok(size > 60_000_000 && size < 70_000_000, `the log has ${size} bytes`);
    assert.match(
      readFileSync(log, 'utf8').slice(-300),
      /the rest, [\d.,]+ [MG]B, is left out: a log is kept up to 64 MB/,
    );
    const shown = await loud.run('show', experiment);
    assert.is(shown.exitCode, 0);
    assert.ok(statSync(join(loud.root, 'experiments', experiment, 'record.json')).size < 3_000_000);
    assert.ok(statSync(join(loud.root, 'experiments', experiment, 'events.ndjson')).size < 3_000_000);
  });
}

test('a stage without a word has no log, and what it says by ctx.log is in it with the time', async () => {
  using project = temporaryProject(
    oneStage(`ctx.log.info('one'); console.log('two'); console.error('three');`),
  );
  const { answer } = await project.runJson();
  const log = project.read(`experiments/${answer.experiment}/logs/only.log`);
  for (const line of [/^\d+\.\d{3} info +one$/m, /^\d+\.\d{3} stdout two$/m, /^\d+\.\d{3} stderr three$/m]) {
    assert.match(log, line);
  }
  assert.equal(readdirSync(join(project.root, '.labbook/logs')), []);
});

test('a stage that overflows its heap is said to have run out of memory, with the limit', async () => {
  using project = temporaryProject(
    oneStage(
      `const kept: unknown[] = []; for (;;) kept.push(Array.from({ length: 1000 }, (_, i) => ({ i })));`,
      '    resources: { memory: 100MB }\n',
    ),
  );
  const { answer, exitCode, stderr } = await project.runJson();
  assert.is(exitCode, 1);
  assert.equal(answer.stages[0]?.failure, { kind: 'out-of-memory', limitMb: 100 });
  assert.match(stderr, 'It needed more memory than the 100 MB that pipeline.yaml gives it');
  assert.not.match(stderr, 'SIGABRT');
});

test('memory outside of the heap counts, too', async () => {
  if (process.platform !== 'linux') return;
  using project = temporaryProject(
    oneStage(
      `const kept = []; for (let i = 0; i < 200; i++) { kept.push(Buffer.alloc(10_000_000, 1)); await new Promise((done) => setTimeout(done, 50)); }`,
      '    resources: { memory: 300MB }\n',
    ),
  );
  const { answer } = await project.runJson();
  assert.equal(answer.stages[0]?.failure, { kind: 'out-of-memory', limitMb: 300 });
});

for (const signal of ['SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGTERM'] as const) {
  test(`${signal} of labbook ends its stages, busy ones and those that ignore signals`, async () => {
    for (const body of [
      `ctx.log.info('pid ' + process.pid); for (;;) {}`,
      `process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); ctx.log.info('pid ' + process.pid); setInterval(() => {}, 1000); await new Promise(() => {});`,
    ]) {
      using project = temporaryProject(oneStage(body));
      const child = project.start('run', '--json');
      const end = ended(child);
      const pid = await new Promise<number>((found) => {
        let text = '';
        child.stderr?.on('data', (chunk) => {
          text += String(chunk);
          const [, id] = /pid (\d+)/.exec(text) ?? [];
          if (id !== undefined) found(Number(id));
        });
      });
      child.kill(signal);
      const { exitCode } = await end;
      if (signal === 'SIGHUP' || signal === 'SIGTERM') assert.is(exitCode, 130);
      while (isAlive(pid)) await sleep(50);
    }
  });
}

for (const [what, program, files] of [
  [
    'a schema',
    'params-process',
    {
      ...oneStage(''),
      'stages/only.ts': `for (;;) {}\nexport const params = {};\nexport const run = () => {};\n`,
    },
  ],
  [
    'a seed',
    'embedded-process',
    {
      'pipeline.yaml': `version: 1
name: one
sources:
  shop: { kind: postgres, embedded: { seed: seed/shop.ts } }
stages:
  extract:
    kind: extract
    source: shop
    tables: { a: { query: "SELECT id FROM a", key: [id] } }
    outputs: { snapshot: data/snapshot.duckdb }
`,
      'seed/shop.ts': `export const tables = ['a'];\nexport const seed = () => { for (;;) {} };\n`,
    },
  ],
] as const) {
  test(`${what} without an end ends with labbook, killed or asked to stop`, async () => {
    if (process.platform !== 'linux') return;
    using project = temporaryProject(files);
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const child = project.start('run', '--json');
      const end = ended(child);
      let pid: number | undefined;
      while (pid === undefined) {
        await sleep(20);
        pid = childrenOf(child.pid ?? 0).find((id) => commandOf(id).includes(program));
      }
      child.kill(signal);
      if (signal === 'SIGINT') assert.is((await end).exitCode, 130);
      while (isAlive(pid)) await sleep(20);
    }
  });
}

test('Ctrl-Z stops the stages with labbook, and fg continues them', async () => {
  if (process.platform !== 'linux') return;
  using project = temporaryProject(
    oneStage(
      `ctx.log.info('pid ' + process.pid); let n = 0; for (const end = Date.now() + 3000; Date.now() < end; ) n++;`,
    ),
  );
  const child = project.start('run', '--json');
  const end = ended(child);
  const pid = await new Promise<number>((found) => {
    child.stderr?.on('data', (chunk) => {
      const [, id] = /pid (\d+)/.exec(String(chunk)) ?? [];
      if (id !== undefined) found(Number(id));
    });
  });
  child.kill('SIGTSTP');
  while (stateOf(pid) !== 'T' || stateOf(child.pid ?? 0) !== 'T') await sleep(20);
  child.kill('SIGCONT');
  const { exitCode, stderr } = await end;
  assert.is(exitCode, 0, stderr);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || stateOf(pid) !== 'Z';
  } catch {
    return false;
  }
}

function childrenOf(pid: number): readonly number[] {
  const parentOf = (id: number) => Number(statOf(id)[1]);
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && parentOf(id) === pid);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** The state letter of a process; empty where there is none. */
function stateOf(pid: number): string {
  return statOf(pid)[0] ?? '';
}

/** What proc(5) says of a process after its name: state, parent and more; nothing where there is none. */
function statOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

test.run();
