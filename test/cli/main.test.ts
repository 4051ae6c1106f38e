import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const tsx = fileURLToPath(import.meta.resolve('tsx'));
const folder = mkdtempSync(join(tmpdir(), 'labbook-main-'));
const node = ['--import', tsx, main];

test.before(() => {
  mkdirSync(join(folder, 'project/deep'), { recursive: true });
  mkdirSync(join(folder, 'nothing'));
  writeFileSync(join(folder, 'project/pipeline.yaml'), 'version: 1\nname: x\nstages: {}\n');
});
test.after(() => rmSync(folder, { recursive: true }));

function labbook(args: readonly string[], { cwd = 'project', env = {} as Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], {
    cwd: join(folder, cwd),
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

test('help and version go to stdout', () => {
  const help = labbook(['--help'], { cwd: 'nothing' });
  assert.is(help.status, 0);
  assert.is(help.stderr, '');
  assert.match(help.stdout, /^labbook: machine-learning experiments/);
  assert.is(labbook(['--version']).stdout, '0.1.0\n');
  assert.is(labbook(['help', 'list']).stdout, labbook(['list', '--help']).stdout);
});

test('an unknown command or flag is told on stderr with the near one, exit 2', () => {
  assert.equal(labbook(['lits']), {
    status: 2,
    stdout: '',
    stderr: 'unknown command "lits"\n  did you mean "list"?\n  See all commands with: labbook --help\n',
  });
  assert.equal(labbook(['list', '--wher', 'x']), {
    status: 2,
    stdout: '',
    stderr:
      'unknown flag "--wher" for labbook list\n  did you mean "--where"?\n  See its flags with: labbook help list\n',
  });
  assert.is(labbook(['--jsn']).status, 2);
});

test('with --json a usage error is one document on stdout as well', () => {
  const { status, stdout } = labbook(['list', '--wher', '--json']);
  assert.is(status, 2);
  const document = JSON.parse(stdout);
  assert.is(document.schema, 'labbook.problems/1');
  assert.is(document.problems[0].kind, 'unknown-flag');
});

test('with --json a refusal of the disk is one document on stdout as well, and no bug', () => {
  mkdirSync(join(folder, 'blocked/stages'), { recursive: true });
  writeFileSync(
    join(folder, 'blocked/pipeline.yaml'),
    'version: 1\nname: x\nstages: { a: { outputs: { o: o.json } } }\n',
  );
  writeFileSync(join(folder, 'blocked/stages/a.ts'), 'export function run() {}\n');
  writeFileSync(join(folder, 'blocked/.labbook'), '');
  const { status, stdout, stderr } = labbook(['run', '--json'], { cwd: 'blocked' });
  assert.is(status, 1);
  assert.is(JSON.parse(stdout).problems[0].kind, 'disk');
  assert.match(stderr, 'a file stands where a folder is needed (ENOTDIR)');
});

test('the project is the nearest pipeline.yaml above, or the one of --project', () => {
  assert.is(labbook(['list'], { cwd: 'project/deep' }).status, 0);
  assert.is(labbook(['list', '--project', '../project'], { cwd: 'nothing' }).status, 0);
  assert.is(labbook(['--project', '../project', 'list'], { cwd: 'nothing' }).status, 0);
  const { status, stderr } = labbook(['list'], { cwd: 'nothing' });
  assert.is(status, 2);
  assert.match(stderr, 'there is no pipeline.yaml here, nor in any folder above');
  assert.is(labbook(['list', '--project', 'no/such'], { cwd: 'nothing' }).status, 2);
});

test('--json puts one document on stdout', () => {
  const { status, stdout } = labbook(['list', '--json']);
  assert.is(status, 0);
  assert.type(JSON.parse(stdout), 'object');
});

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [...node, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  const code = await new Promise((done) => child.on('close', done));
  assert.is(stderr, '');
  assert.is(code, 0);
});

/** Runs the command line with a command of the test's own in place of `list`. */
function withCommand(body: string): string[] {
  const path = join(folder, `run-${Math.abs(hash(body))}.mts`);
  const src = (name: string) => JSON.stringify(new URL(`../../src/cli/${name}.ts`, import.meta.url).href);
  writeFileSync(
    path,
    `import { commands } from ${src('commands')};
import { runCli } from ${src('run-cli')};
commands.probe = { summary: '', group: 'run', needsProject: false, load: async () => ({
  name: 'probe', summary: '', positionals: { label: '', min: 0, max: 0 }, options: {}, description: '',
  async run(input, context) { ${body} },
}) };
await runCli(['probe']);
`,
  );
  return ['--import', tsx, path];
}

function hash(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
}

test('a throw of the engine is told as a bug, with the stack only on demand', () => {
  const args = withCommand(`throw new TypeError('oops');`);
  const run = (env: Record<string, string>) =>
    spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  const plain = run({});
  assert.is(plain.status, 70);
  assert.is(plain.stdout, '');
  assert.match(plain.stderr, /^This is a bug in labbook 0\.1\.0, not in your pipeline: TypeError: oops\n/);
  assert.not.match(plain.stderr, '    at ');
  assert.match(run({ LABBOOK_DEBUG: '1' }).stderr, '    at ');
});

async function interrupted(body: string, signals: readonly NodeJS.Signals[]) {
  const child = spawn(process.execPath, withCommand(body), { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  const closed = new Promise<number | null>((done) => child.on('close', done));
  await new Promise<void>((ready) =>
    child.stdout.on('data', (data) => {
      stdout += data;
      ready();
    }),
  );
  for (const signal of signals) {
    child.kill(signal);
    await new Promise((done) => setTimeout(done, 150));
  }
  return { code: await closed, stdout, stderr };
}

const waits = `process.stdout.write('ready\\n');
  const alive = setInterval(() => {}, 1000);
  await new Promise((done) => context.signal.addEventListener('abort', done));
  clearInterval(alive);
  process.stdout.write('cleaned\\n');
  return { exitCode: 1, json: {}, text: 'summary' };`;

test('Ctrl-C and SIGTERM let the command clean up, exit 130', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { code, stdout, stderr } = await interrupted(waits, [signal]);
    assert.is(code, 130);
    assert.is(stdout, 'ready\ncleaned\nsummary\n');
    assert.match(stderr, 'Stopping. Press Ctrl-C again to stop at once.');
  }
});

test('a second Ctrl-C does not wait', async () => {
  const stuck = `process.stdout.write('ready\\n'); setInterval(() => {}, 1000); await new Promise(() => {});`;
  const { code, stdout } = await interrupted(stuck, ['SIGINT', 'SIGINT']);
  assert.is(code, 130);
  assert.is(stdout, 'ready\n');
});

test('in a pseudo-terminal progress is drawn live on stderr, and stdout keeps the answer', () => {
  const args = withCommand(`
    const at = '2026-11-22T00:00:00Z';
    context.emit({ at, kind: 'run-started', run: 'r', stages: ['train'], jobs: 1 });
    context.emit({ at, kind: 'stage-started', stage: 'train', reasons: [{ kind: 'first-run' }], expectedSeconds: null });
    await new Promise((done) => setTimeout(done, 250));
    context.emit({ at, kind: 'stage-finished', stage: 'train', outcome:
      { kind: 'ran', reasons: [{ kind: 'first-run' }], seconds: 1, attempts: 1, failure: null, savedSeconds: 0 } });
    return { exitCode: 0, json: {}, text: 'the answer' };`);
  const file = join(folder, 'answer.txt');
  const command = [process.execPath, ...args].map((arg) => `'${arg}'`).join(' ');
  const { stdout, status, error } = spawnSync('script', ['-qec', `${command} > '${file}'`, '/dev/null'], {
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
  });
  // util-linux's script gives the pseudo-terminal; a system without it cannot run this check.
  if (error !== undefined) return;
  assert.is(status, 0, stdout);
  assert.match(stdout, /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] train {2}/);
  assert.match(stdout, /✓ train {2}ran .* 1\.0 s {2}first run\r\n$/);
  assert.is(spawnSync('cat', [file], { encoding: 'utf8' }).stdout, 'the answer\n');
});

test.run();
