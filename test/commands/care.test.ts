import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ended, ranProject, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('care of the store');

test('gc keeps what experiments name, and removes what only a removed one named', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  const second = await project.runJson('--set', 'params.count=9');
  const before = blobsOf(project);
  const whole = await gc(project);
  assert.is(whole.removed.files, 0, 'everything is named');
  assert.equal(blobsOf(project), before);

  const gone = first.answer.experiment ?? '';
  const removed = await project.run('remove', gone, '--json');
  assert.is(removed.exitCode, 0, removed.stderr);
  assert.not.ok(existsSync(join(project.root, 'experiments', gone)));
  assert.not.ok(existsSync(join(project.root, 'reports', `${gone}.html`)));
  const dry = await gc(project, '--dry');
  assert.equal(dry.removed.experiments, [gone]);
  assert.equal(blobsOf(project), before, '--dry removes nothing');
  const undone = await project.run('remove', gone, '--undo');
  assert.is(undone.exitCode, 0, undone.stderr);
  assert.is((await project.run('reproduce', gone)).exitCode, 0, 'nothing of it was lost');

  await project.run('remove', gone);
  // pipeline.lock still names the results of the committed files.
  project.write('pipeline.lock', '');
  const swept = await gc(project);
  assert.ok(swept.removed.files > 0);
  const late = await project.run('remove', gone, '--undo');
  assert.is(late.exitCode, 2, 'after a gc it is gone');
  const kept = await project.run('reproduce', second.answer.experiment ?? '');
  assert.is(kept.exitCode, 0, kept.stderr);
  const verified = await project.run('verify');
  assert.is(verified.exitCode, 0, verified.stderr);
});

test('gc beside a run removes nothing, and takes no notice of one that was killed', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '').replace(
      "export function run(ctx: RunContext<unknown, 'list', 'sum'>) {",
      "export async function run(ctx: RunContext<unknown, 'list', 'sum'>) {\n  await new Promise((done) => setTimeout(done, 600_000));",
    ),
  });
  const child = project.start('run', '--json');
  let isStarted = false;
  child.stderr?.on('data', (chunk) => {
    isStarted ||= String(chunk).includes('total: started');
  });
  const end = ended(child);
  while (!isStarted) await sleep(50);
  const before = blobsOf(project);
  const beside = await project.run('gc', '--json');
  assert.is(JSON.parse(beside.stdout).state, 'run-under-way');
  assert.match(beside.stderr, 'A run is under way: nothing was removed.');
  assert.equal(blobsOf(project), before);
  child.kill('SIGKILL');
  await end;
  const after = await project.run('gc', '--json');
  assert.is(JSON.parse(after.stdout).state, 'done');
});

test('verify names each blob, bundle, record and copy that is not what its digest says', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  assert.is((await project.run('verify')).exitCode, 0);
  const hex = (answer.stages[2]?.outputs.sum?.digest ?? '').slice(7);
  for (const path of [
    `.labbook/store/blobs/${hex.slice(0, 2)}/${hex}`,
    `experiments/${answer.experiment}/artifacts/powers/powers.json`,
    `experiments/${answer.experiment}/record.json`,
  ]) {
    const file = join(project.root, path);
    const bytes = readFileSync(file);
    const flipped = Buffer.from(bytes);
    flipped[1] = (flipped[1] ?? 0) ^ 1;
    chmodSync(file, 0o644);
    writeFileSync(file, flipped);
    const { exitCode, stderr } = await project.run('verify');
    assert.is(exitCode, 7, path);
    assert.match(stderr, path.startsWith('.labbook') ? hex : path);
    writeFileSync(file, bytes);
  }
  assert.is((await project.run('verify')).exitCode, 0);
});

test('remove takes all that are named or none', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const refused = await project.run('remove', answer.experiment ?? '', 'no-such');
  assert.is(refused.exitCode, 2);
  assert.ok(existsSync(join(project.root, 'experiments', answer.experiment ?? '')));
});

async function gc(
  project: TemporaryProject,
  ...args: readonly string[]
): Promise<{ readonly removed: { readonly files: number; readonly experiments: readonly string[] } }> {
  const { exitCode, stdout, stderr } = await project.run('gc', '--json', ...args);
  assert.is(exitCode, 0, stderr);
  return JSON.parse(stdout);
}

function blobsOf({ root }: TemporaryProject): readonly string[] {
  return readdirSync(join(root, '.labbook/store/blobs'), { recursive: true, encoding: 'utf8' }).sort();
}

test.run();
