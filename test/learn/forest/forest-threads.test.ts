import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';

const test = suite('forest threads');
const forest = resolve(import.meta.dirname, '../../../src/learn/forest');
let folder = '';

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-threads-'));
});

test.after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TREES = 12;
/** How long the calling thread sleeps after a tree of its own, so that threads have started before the last. */
const PAUSE_MS = 800;

/** A stage-like program: trains on its own data, prints digests and what it was told. */
const PROGRAM = `
import { createHash } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';
import { encodeForest } from '${forest}/encode-forest.ts';
import { trainForestClassifier } from '${forest}/train-forest-classifier.ts';
import { trainForestRegressor } from '${forest}/train-forest-regressor.ts';
if (!isMainThread) throw new Error('the stage itself runs in a thread');
const x = Float64Array.from({ length: 2500 }, (_, i) => Math.imul(i, 2654435761) >>> 8);
const y = Float64Array.from({ length: 2500 }, (_, i) => Math.imul(i, 40503) % 1000);
const labels = Array.from(x, (v, i) => (v % 7 > y[i] % 5 ? 'a' : 'b'));
const digest = (model) => createHash('sha256').update(encodeForest(model)).digest('hex');
const pause = Number(process.argv[2]);
const results = [];
for (const threads of [1, 2, 3]) {
  const progress = [];
  const warnings = [];
  let sent = 0;
  const onProgress = ({ done }) => {
    progress.push(done);
    // Whether this call comes from a message, that is from a thread, shows in its stack alone.
    if (/MessagePort/.test(new Error().stack)) sent++;
    else if (done === 1 && threads > 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  };
  const control = { threads, onProgress, onWarning: (w) => warnings.push(w) };
  const params = { trees: ${TREES} };
  const classifier = await trainForestClassifier({ features: { x, y }, labels, classes: ['a', 'b'], params, seed: 5, ...control });
  const regressor = await trainForestRegressor({ features: { x }, target: y, params, seed: 5, ...control });
  results.push({ digests: [digest(classifier), digest(regressor)], progress, warnings, sent });
}
console.log(JSON.stringify(results));
`;

interface Result {
  readonly digests: readonly string[];
  readonly progress: readonly number[];
  readonly warnings: readonly string[];
  /** Trees that came from a thread. */
  readonly sent: number;
}

async function bundle(name: string, text: string): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: text, resolveDir: forest, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    minifyWhitespace: true,
    treeShaking: true,
    outfile: file,
  });
  return file;
}

function run<T = Result[]>(
  file: string,
  { flags = [], pauseMs = 0 }: { flags?: string[]; pauseMs?: number },
): T {
  const args = ['--no-warnings', ...flags, file, String(pauseMs)];
  const out = execFileSync(process.execPath, args, { encoding: 'utf8' });
  return JSON.parse(out) as T;
}

test('a bundled stage trains the same bytes on 1, 2 and 3 threads', async () => {
  const results = run(await bundle('stage', PROGRAM), { pauseMs: PAUSE_MS });
  for (const { digests, progress, warnings } of results) {
    assert.equal(digests, results[0]?.digests);
    const each = Array.from({ length: TREES }, (_, i) => i + 1);
    assert.equal(progress, [...each, ...each]);
    assert.equal(warnings, [], 'no thread broke off');
  }
  const [one, two, three] = results.map(({ sent }) => sent);
  assert.is(one, 0);
  assert.ok(two! > 0 && three! > 0, `threads grew ${two} and ${three} of ${2 * TREES} trees`);
});

/** What Node 20 calls --experimental-permission lost its prefix later. */
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

test('under the permission model, with threads allowed, they work', async () => {
  const file = await bundle('confined', PROGRAM);
  const allowed = run(file, { flags: [permission, '--allow-fs-read=*', '--allow-worker'] });
  assert.equal(allowed[2]?.warnings, []);
  const denied = run(file, { flags: [permission, '--allow-fs-read=*'] });
  assert.equal(
    denied[2]?.digests,
    allowed[2]?.digests,
    'where threads are not allowed, the result is the same',
  );
  assert.match(denied[2]?.warnings[0] ?? '', /^a forest thread broke off, the others go on: /);
});

test('code that a bundle runs before the forest and that fails in a thread costs time, not the result', async () => {
  const first = `import { isMainThread as main } from 'node:worker_threads';\nif (!main) throw new Error('not here');`;
  writeFileSync(join(folder, 'first.ts'), first);
  const results = run(await bundle('failing', `import '${folder}/first.ts';\n${PROGRAM}`), {
    pauseMs: PAUSE_MS,
  });
  assert.equal(results[1]?.digests, results[0]?.digests);
  assert.equal(results[2]?.digests, results[0]?.digests);
  assert.match(results[1]?.warnings[0] ?? '', /not here$/);
});

test('a signal, or an error in the progress callback, ends the threads and the process', async () => {
  const program = `
import { trainForestClassifier } from '${forest}/train-forest-classifier.ts';
const x = Float64Array.from({ length: 20000 }, (_, i) => Math.imul(i, 2654435761) >>> 8);
const labels = Array.from(x, (v) => (v % 7 > 3 ? 'a' : 'b'));
const said = [];
for (const way of ['signal', 'callback']) {
  const stop = new AbortController();
  const onProgress = ({ done }) => {
    // Only at a tree that a thread sends: at one grown here, nothing would be left to show.
    if (!/MessagePort/.test(new Error().stack)) return;
    if (way === 'signal') stop.abort(new Error('stopped'));
    else throw new Error('thrown');
  };
  const control = { threads: 3, signal: stop.signal, onProgress };
  const request = { features: { x }, labels, classes: ['a', 'b'], params: { trees: 20000 }, seed: 5 };
  await trainForestClassifier({ ...request, ...control }).catch((error) => said.push(error.message));
}
console.log(JSON.stringify(said));`;
  assert.equal(run<string[]>(await bundle('ended', program), {}), ['stopped', 'thrown']);
});

test('a stage that trains no forest has no forest code in its bundle', async () => {
  const barrel = ['train-forest-classifier', 'predict-forest', 'decode-forest'].map(
    (name) => `export * from './${name}.ts';`,
  );
  writeFileSync(join(folder, 'barrel.ts'), barrel.join('\n').replaceAll('./', `${forest}/`));
  const file = await bundle(
    'other',
    `import { decodeForest } from '${folder}/barrel.ts';\nconsole.log(typeof decodeForest);`,
  );
  assert.not.match(readFileSync(file, 'utf8'), /labbookForest/);
});

test('run from source, where a thread may not be able to load it, the result is the same', async () => {
  const random = randomFrom(3);
  const features = {
    x: Float64Array.from({ length: 800 }, random),
    y: Float64Array.from({ length: 800 }, random),
  };
  const labels = Array.from(features.x, (x, i) => (x > features.y[i]! ? 'a' : 'b'));
  const bytes = async (threads: number) => {
    const request = { features, labels, classes: ['a', 'b'], params: { trees: 10 }, seed: 1, threads };
    return encodeForest(await trainForestClassifier(request));
  };
  const [one, two, three] = [await bytes(1), await bytes(2), await bytes(3)];
  assert.equal(two, one);
  assert.equal(three, one);
});

test.run();
