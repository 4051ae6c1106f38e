import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ranProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('odd places');
const labbook = resolve(import.meta.dirname, '../../dist/labbook.js');

/** Neither a bug of labbook's nor a stack of Node's is what a user is shown. */
function assertTold(stderr: string, exitCode: number | null): void {
  assert.not.match(stderr, 'bug in labbook');
  assert.not.match(stderr, /^\s+at .*node:internal/m);
  assert.ok(exitCode === 1 || exitCode === 2, `exit ${exitCode}: ${stderr}`);
}

for (const [file, words] of [
  ['data', /a file stands where a folder is needed \(EEXIST\)/],
  ['reports', /reports: a file stands where a folder is needed \(EEXIST\)/],
  ['experiments', /a file stands where a folder is needed \(ENOTDIR\)/],
  ['.labbook', /a file stands where a folder is needed \(ENOTDIR\)/],
  ['.labbook/last', /a file stands where a folder is needed \(ENOTDIR\)/],
  ['.labbook/locks', /a file stands where a folder is needed \(EEXIST\)/],
] as const) {
  test(`a file named ${file} is told as what it is, by run and by doctor`, async () => {
    using project = temporaryProject(numberPipeline);
    project.write(file, 'a file\n');
    const { stdout, stderr, exitCode } = await project.run('run');
    assertTold(stderr, exitCode);
    // What cannot be checked out does not keep the run from its results: its answer tells of it.
    assert.match(stdout + stderr, words);
    const doctor = await project.run('doctor');
    assert.is(doctor.exitCode, 1);
    assert.match(doctor.stdout, new RegExp(`✗ ${file} .*a file stands where a folder is needed`));
  });
}

test('a folder named pipeline.lock is told by its own name', async () => {
  using project = temporaryProject(numberPipeline);
  mkdirSync(join(project.root, 'pipeline.lock'));
  const { stderr, exitCode } = await project.run('run');
  assertTold(stderr, exitCode);
  assert.match(stderr, /pipeline\.lock: a folder stands where a file is needed/);
});

test('where stdout cannot be written, that is told, on the fast path too', async () => {
  if (!existsSync('/dev/full')) return;
  using project = temporaryProject(numberPipeline);
  for (const args of [
    ['run'],
    ['run'],
    ['run', '--json'],
    ['status', '--json'],
    ['list'],
    ['help'],
    ['nonsense', '--json'],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [labbook, ...args], {
      cwd: project.root,
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    });
    assertTold(stderr, status);
    assert.match(stderr, 'cannot write to stdout: no space is left on the disk (ENOSPC)', args.join(' '));
  }
});

test('a reader that goes away is no error, on the fast path either', async () => {
  using project = await ranProject(numberPipeline);
  for (const args of ['run', 'status', 'help']) {
    const { stdout } = spawnSync(
      'sh',
      ['-c', `{ "${process.execPath}" "${labbook}" ${args}; echo "exit $?" >&2; } 2>&1 >&- | cat`],
      {
        cwd: project.root,
        encoding: 'utf8',
      },
    );
    assert.not.match(stdout, /bug in labbook|node:internal/);
  }
});

test('a project is found through a link, and is the same project', async () => {
  using project = await ranProject(numberPipeline);
  const link = `${project.root}-link`;
  symlinkSync(project.root, link);
  try {
    for (const args of [
      ['run', '--json'],
      ['run', '--force', '--json'],
    ]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [labbook, ...args, '--project', link], {
        cwd: '/',
        encoding: 'utf8',
      });
      assert.is(status, 0, stderr);
      assert.is(JSON.parse(stdout).stages.length, 3);
    }
    const plain = spawnSync(process.execPath, [labbook, 'status', '--project', link], {
      cwd: '/',
      encoding: 'utf8',
    });
    assert.match(plain.stdout, 'nothing to do');
  } finally {
    rmSync(link);
  }
});

test('a folder that Node cannot be given as one is refused with the reason, any other works', async () => {
  for (const [name, sign] of [
    ['a*b', '*'],
    ['a\\b', '\\'],
    ['a b,c', ''],
    ["a'b[c]%20#?", ''],
  ] as const) {
    using project = temporaryProject(numberPipeline);
    const root = join(project.root, name);
    mkdirSync(root);
    for (const file of ['pipeline.yaml', 'stages', 'package.json', 'node_modules']) {
      renameSync(join(project.root, file), join(root, file));
    }
    const run = spawnSync(process.execPath, [labbook, 'run'], { cwd: root, encoding: 'utf8' });
    if (sign === '') {
      assert.is(run.status, 0, run.stderr);
      continue;
    }
    assert.is(run.status, 2);
    assert.match(run.stderr, `stages cannot run in a folder whose path holds ${sign}`);
    const doctor = spawnSync(process.execPath, [labbook, 'doctor'], { cwd: root, encoding: 'utf8' });
    assert.is(doctor.status, 1);
    assert.match(doctor.stdout, `holds ${sign}`);
  }
});

test('a folder that was removed meanwhile is told', () => {
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `d=$(mktemp -d); cd "$d"; rmdir "$d"; exec "${process.execPath}" "${labbook}" status`],
    { encoding: 'utf8' },
  );
  assertTold(stderr, status);
});

test.run();
