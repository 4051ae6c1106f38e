import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { diskTest, mount } from '../support/small-disk.ts';
import { digestsOf, ended, ranProject, statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('crashes and damage');

/** Stages that take long enough to be killed in the middle. */
const slow: Record<string, string> = {
  ...numberPipeline,
  'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
    "ctx.log.info('raising '",
    "await new Promise((done) => setTimeout(done, 400));\n  ctx.log.info('raising '",
  ),
};

test('kill -9 at any moment, then a run, gives the digests of an undisturbed run', async () => {
  using undisturbed = temporaryProject(slow);
  const wanted = digestsOf((await undisturbed.runJson()).answer);
  using project = temporaryProject(slow);
  for (const delayMs of [40, 150, 300, 450, 600, 800, 1000, 1250, 1500, 1800]) {
    const child = project.start('run', '--jobs', '1');
    const end = ended(child);
    await sleep(delayMs);
    child.kill('SIGKILL');
    await end;
  }
  const { answer, exitCode, stderr } = await project.runJson();
  assert.is(exitCode, 0, stderr);
  assert.equal(digestsOf(answer), wanted);
  const leftovers = readdirSync(join(project.root, 'experiments')).filter((name) => name.startsWith('.'));
  for (const name of readdirSync(join(project.root, 'experiments'))) {
    if (leftovers.includes(name)) continue;
    JSON.parse(project.read(`experiments/${name}/record.json`));
  }
});

test('a byte flipped in a stored blob is noticed, and the stage made again', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  const digest = first.answer.stages[1]?.outputs.list?.digest ?? '';
  const hex = digest.replace('sha256:', '');
  const blob = join(project.root, '.labbook/store/blobs', hex.slice(0, 2), hex);
  const bytes = readFileSync(blob);
  bytes[1] = (bytes[1] ?? 0) ^ 1;
  chmodSync(blob, 0o644);
  writeFileSync(blob, bytes);
  const { answer } = await project.runJson();
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'ran', total: 'cached' });
  assert.equal(answer.stages[1]?.reasons, [{ kind: 'result-damaged', output: 'list', digest }]);
  assert.equal(digestsOf(answer), digestsOf(first.answer));
  assert.equal(readFileSync(blob, 'utf8'), '[1,4,9,16,25]');
});

test('a lost blob and a broken commit record only cost a run', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  execFileSync(
    'sh',
    ['-c', 'rm -rf .labbook/store/blobs; for f in .labbook/store/results/*/*; do echo "{" > "$f"; done'],
    {
      cwd: project.root,
    },
  );
  const { answer, exitCode } = await project.runJson();
  assert.is(exitCode, 0);
  assert.equal(digestsOf(answer), digestsOf(first.answer));
  assert.equal(statesOf(answer), { numbers: 'ran', powers: 'ran', total: 'ran' });
});

test('damaged memory files only cost time', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  execFileSync(
    'sh',
    [
      '-c',
      'find .labbook/index .labbook/last -type f -exec sh -c \'echo "[" > "$1"\' _ {} \\; ; echo "[" > .labbook/last-run.json; echo x > .labbook/steady.json',
    ],
    {
      cwd: project.root,
    },
  );
  const { answer, exitCode, stderr } = await project.runJson();
  assert.is(exitCode, 0, stderr);
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'cached', total: 'cached' });
  assert.equal(digestsOf(answer), digestsOf(first.answer));
});

test('two runs at once compute each stage once, and both succeed', async () => {
  using project = temporaryProject(slow);
  const ends = await Promise.all([project.runJson(), project.runJson()]);
  for (const { exitCode, stderr } of ends) assert.is(exitCode, 0, stderr);
  for (const id of ['numbers', 'powers', 'total']) {
    const ran = ends.filter(({ answer }) => statesOf(answer)[id] === 'ran');
    assert.is(ran.length, 1, `${id} ran ${ran.length} times`);
  }
});

test('a lock that a killed run left behind is taken over', async () => {
  using project = temporaryProject(slow);
  const child = project.start('run');
  const end = ended(child);
  const locks = join(project.root, '.labbook/locks');
  // Whole locks have the bare name of a fingerprint; a candidate's has more behind it.
  const held = async () =>
    (await readdir(locks).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name));
  while ((await held()).length === 0) await sleep(5);
  child.kill('SIGKILL');
  await end;
  const [left] = await held();
  assert.ok(left, 'the killed run left its lock');
  const { exitCode } = await project.runJson();
  assert.is(exitCode, 0);
  assert.equal(await held(), []);
});

test('Ctrl-C exits with 130, keeps finished stages, and leaves no process behind', async () => {
  using project = temporaryProject({
    ...slow,
    'stages/powers.ts': (slow['stages/powers.ts'] ?? '').replace('400', '600_000'),
  });
  const child = project.start('run', '--json');
  let isStarted = false;
  child.stderr?.on('data', (chunk) => {
    isStarted ||= String(chunk).includes('powers: started');
  });
  const end = ended(child);
  while (!isStarted) await sleep(20);
  await sleep(400);
  child.kill('SIGINT');
  const { exitCode, stdout } = await end;
  assert.is(exitCode, 130);
  const answer = JSON.parse(stdout);
  assert.is(answer.state, 'interrupted');
  assert.equal(statesOf(answer), { numbers: 'ran', powers: 'failed', total: 'blocked' });
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  assert.not.match(processes, project.root);
  const next = await project.runJson('numbers');
  assert.is(statesOf(next.answer).numbers, 'cached');
});

diskTest(test)('a full disk fails the stage with the disk named, and loses nothing', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  using _disk = mount(join(project.root, '.labbook/store/tmp'), { kilobytes: 64 });
  project.write(
    'stages/numbers.ts',
    project.read('stages/numbers.ts').replace('JSON.stringify(', "'x'.repeat(200_000) + JSON.stringify("),
  );
  const { answer, exitCode } = await project.runJson('numbers');
  assert.is(exitCode, 1);
  assert.is(answer.stages[0]?.failure?.kind, 'store');
  assert.match(String(answer.stages[0]?.failure?.message), 'ENOSPC');
  project.write('stages/numbers.ts', numberPipeline['stages/numbers.ts'] ?? '');
  const { answer: restored } = await project.runJson('numbers');
  assert.is(restored.stages[0]?.state, 'cached');
  assert.is(digestsOf(restored)['numbers.list'], digestsOf(first.answer)['numbers.list']);
});

diskTest(test)(
  'where the experiment cannot be written, the disk is named, and the results stay',
  async () => {
    using project = temporaryProject(numberPipeline);
    const { exitCode, stderr } = await (async () => {
      using _disk = mount(join(project.root, 'experiments'), { kilobytes: 8 });
      return await project.run('run');
    })();
    assert.is(exitCode, 1);
    assert.match(stderr, 'no space is left on the disk (ENOSPC)');
    assert.not.match(stderr, 'bug in labbook');
    const { answer } = await project.runJson();
    assert.equal(statesOf(answer), { numbers: 'cached', powers: 'cached', total: 'cached' });
    assert.ok(answer.created);
  },
);

test('what killed runs left half-done is swept away by the next', async () => {
  using project = temporaryProject(slow);
  const child = project.start('run');
  const end = ended(child);
  while (!(await exists(join(project.root, '.labbook/work')))) await sleep(10);
  await sleep(100);
  child.kill('SIGKILL');
  await end;
  await sleep(1500);
  assert.is((await project.runJson()).exitCode, 0);
  assert.equal(readdirSync(join(project.root, '.labbook/work')), []);
  assert.equal(readdirSync(join(project.root, '.labbook/store/tmp')), []);
});

async function exists(path: string): Promise<boolean> {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

test.run();
