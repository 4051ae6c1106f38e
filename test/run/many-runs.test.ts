import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { diskTest, mount } from '../support/small-disk.ts';
import {
  digestsOf,
  ended,
  statesOf,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

const test = suite('many runs at once');

/** The total stage, or its view, takes its time before it reads what it declared. */
function slowTotal({
  gate,
  viewMs,
}: {
  readonly gate: boolean;
  readonly viewMs: number;
}): Record<string, string> {
  return {
    ...numberPipeline,
    // A package's folder is the one place that a stage may look into while it runs.
    'node_modules/gate/package.json': '{"name": "gate", "version": "1.0.0", "main": "index.js"}',
    'node_modules/gate/index.js': '',
    'stages/total.ts': `import 'gate';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
export async function run(ctx: any) {
  console.log('the total waits');
  ${gate ? "while (!existsSync('node_modules/gate/open')) await new Promise((done) => setTimeout(done, 20));" : ''}
  const list: number[] = JSON.parse(readFileSync(ctx.inputs.list.path, 'utf8'));
  const sum = list.reduce((a, b) => a + b, 0);
  ctx.metric('sum', sum);
  writeFileSync(ctx.outputs.sum.path, JSON.stringify(sum));
}
export async function view(ctx: any) {
  await new Promise((done) => setTimeout(done, ${viewMs}));
  const list = readFileSync(ctx.inputs.list.path, 'utf8');
  ctx.markdown('shown: ' + list + ' to ' + readFileSync(ctx.outputs.sum.path, 'utf8'));
}
`,
  };
}

async function said(child: ReturnType<TemporaryProject['start']>, text: string): Promise<void> {
  let seen = '';
  await new Promise<void>((done) => {
    child.stderr?.on('data', (chunk) => {
      seen += String(chunk);
      if (seen.includes(text)) done();
    });
  });
}

test('a stage reads the results of its own run, whatever another run puts in the project meanwhile', async () => {
  using project = temporaryProject(slowTotal({ gate: true, viewMs: 0 }));
  const child = project.start('run', '--json');
  const end = ended(child);
  await said(child, 'the total waits');
  const other = await project.runJson('powers', '--set', 'params.power=3');
  assert.is(other.exitCode, 0, other.stderr);
  assert.is(project.read('data/powers.json'), '[1,8,27,64,125]');
  project.write('node_modules/gate/open', '');
  const { exitCode, stdout, stderr } = await end;
  assert.is(exitCode, 0, stderr);
  assert.is(JSON.parse(stdout).metrics['total.sum'], 55);
  assert.is(project.read('data/powers.json'), '[1,4,9,16,25]', 'the last to end');
});

test('so does a view', async () => {
  using project = temporaryProject(slowTotal({ gate: false, viewMs: 800 }));
  const runs = await Promise.all(
    [2, 3, 4].map(async (power) => ({ power, ...(await project.runJson('--set', `params.power=${power}`)) })),
  );
  for (const { power, answer, exitCode, stderr } of runs) {
    assert.is(exitCode, 0, stderr);
    const list = [1, 2, 3, 4, 5].map((value) => value ** power);
    const record = JSON.parse(project.read(`experiments/${answer.experiment}/record.json`));
    const sum = list.reduce((a, b) => a + b, 0);
    assert.is(record.stages[2].displays[0].text, `shown: ${JSON.stringify(list)} to ${sum}`);
  }
});

test('whatever they set, none fails, and the project holds what one of them gave', async () => {
  using project = temporaryProject(numberPipeline);
  const powers = [2, 3, 4, 5, 2, 3, 4, 5];
  const runs = await Promise.all(powers.map((power) => project.runJson('--set', `params.power=${power}`)));
  for (const [at, { answer, exitCode, stderr }] of runs.entries()) {
    assert.is(exitCode, 0, stderr);
    const sum = [1, 2, 3, 4, 5].reduce((a, b) => a + b ** (powers[at] ?? 0), 0);
    assert.is(answer.metrics['total.sum'], sum);
  }
  const experiments = new Set(runs.map(({ answer }) => answer.experiment));
  assert.is(experiments.size, 4, 'equal ones make one experiment');
  assert.equal(readdirSync(join(project.root, 'experiments')).sort(), [...experiments].sort());
  for (const id of experiments) assert.match(project.read('reports/index.html'), id ?? '');
  for (const id of ['powers', 'total']) {
    const ran = runs.filter(({ answer }) => statesOf(answer)[id] === 'ran');
    assert.is(ran.length, 4, `${id} ran once for each value`);
  }
  const [list, sum] = ['data/powers.json', 'data/sum.json'].map((path) => JSON.parse(project.read(path)));
  assert.is(
    list.reduce((a: number, b: number) => a + b, 0),
    sum,
  );
  assert.equal(readdirSync(join(project.root, '.labbook/work')), []);
  assert.equal(readdirSync(join(project.root, '.labbook/locks')), []);
});

test('a run that finds its result already there is what `latest` means, and gives it name and tags', async () => {
  using project = temporaryProject(numberPipeline);
  const first = (await project.runJson('--tag', 'kept')).answer;
  const second = (await project.runJson('--set', 'params.power=3')).answer;
  const shown = async () => JSON.parse((await project.run('show', 'latest', '--json')).stdout);
  assert.is((await shown()).experiment.id, second.experiment);
  const again = (await project.runJson('--name', 'the first', '--tag', 'again')).answer;
  assert.is(again.experiment, first.experiment);
  assert.not.ok(again.created);
  const { experiment } = await shown();
  assert.equal(
    [experiment.id, experiment.name, experiment.tags],
    [first.experiment, 'the first', ['kept', 'again']],
  );
  assert.match(project.read(again.report ?? ''), 'the first');
  const forced = (await project.runJson('--force')).answer;
  assert.ok(forced.created, 'what was made anew by order is an experiment of its own');
});

test('a stage that spoils its input, as native code can, has no result, and what it spoilt is made again', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'pipeline.yaml': `version: 1
name: spoilt
stages:
  first: { outputs: { db: data/first.duckdb } }
  second: { inputs: { db: first.db }, outputs: { out: data/out.json } }
`,
    'stages/first.ts': `import { DuckDBInstance } from '@duckdb/node-api';
export async function run(ctx: any) {
  const instance = await DuckDBInstance.create(ctx.outputs.db.path);
  const connection = await instance.connect();
  await connection.run('CREATE TABLE t AS SELECT 1 AS x');
  connection.closeSync(); instance.closeSync();
}
`,
    'stages/second.ts': `import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
export async function run(ctx: any) {
  const instance = await DuckDBInstance.create(ctx.inputs.db.path);
  const connection = await instance.connect();
  await connection.run('INSERT INTO t VALUES (2)');
  await connection.run('CHECKPOINT');
  connection.closeSync(); instance.closeSync();
  writeFileSync(ctx.outputs.out.path, '1');
}
`,
  });
  mkdirSync(join(project.root, 'node_modules/@duckdb'));
  symlinkSync(
    join(import.meta.dirname, '../../node_modules/@duckdb/node-api'),
    join(project.root, 'node_modules/@duckdb/node-api'),
  );
  const { answer, exitCode } = await project.runJson();
  assert.is(exitCode, 1);
  // For whoever is not root, DuckDB refuses to open it for writing.
  const failure = answer.stages[1]?.failure;
  assert.match(String(failure?.kind), /^(input-moved|threw)$/, JSON.stringify(failure));
  const again = await project.runJson('first');
  assert.is(again.exitCode, 0);
  assert.equal(digestsOf(again.answer)['first.db'], digestsOf(answer)['first.db']);
});

diskTest(test)('the store may stand on another disk, and so may what is checked out', async () => {
  for (const moved of ['.labbook', 'data']) {
    using project = temporaryProject(numberPipeline);
    using elsewhere = temporaryProject({});
    const place = join(moved === 'data' ? project.root : elsewhere.root, moved);
    using _disk = mount(place, { kilobytes: 4096 });
    if (moved !== 'data') symlinkSync(place, join(project.root, moved));
    const { answer, exitCode, stderr } = await project.runJson();
    assert.is(exitCode, 0, stderr);
    assert.equal(statesOf(answer), { numbers: 'ran', powers: 'ran', total: 'ran' });
    assert.is(project.read('data/sum.json'), '55');
    project.write('data/sum.json', '"by hand"');
    const again = await project.runJson();
    assert.is(again.exitCode, 0, again.stderr);
    assert.match(again.stderr, 'changed by hand');
    assert.equal(statesOf(again.answer), { numbers: 'cached', powers: 'cached', total: 'cached' });
    assert.is(project.read('data/sum.json'), '55');
  }
});

test('a folder in the place of an output is told before anything runs; one that comes meanwhile costs no result', async () => {
  using project = temporaryProject(slowTotal({ gate: true, viewMs: 0 }));
  const folder = join(project.root, 'data/sum.json/inside');
  mkdirSync(folder, { recursive: true });
  const refused = await project.run('run');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, 'data/sum.json is a folder, where a file is meant');
  rmSync(join(project.root, 'data/sum.json'), { recursive: true });
  const child = project.start('run');
  const end = ended(child);
  await said(child, 'the total waits');
  mkdirSync(folder, { recursive: true });
  project.write('node_modules/gate/open', '');
  const { exitCode, stdout } = await end;
  assert.is(exitCode, 1);
  assert.match(
    stdout,
    'data/sum.json was not written: a folder stands where a file is needed (EISDIR); the result stands in the store',
  );
  assert.ok(statSync(join(project.root, 'data/sum.json')).isDirectory());
  rmSync(join(project.root, 'data/sum.json'), { recursive: true });
  assert.is((await project.runJson()).exitCode, 0);
  assert.is(project.read('data/sum.json'), '55');
});

test.run();
