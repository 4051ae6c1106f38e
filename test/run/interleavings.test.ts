import { type ChildProcess, fork } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { randomFrom } from '../../src/base/random.ts';
import { type BundledProgram, bundledProgram } from '../support/bundled-program.ts';
import type { EngineAnswer, EngineOrder } from '../support/engine-process.ts';

const test = suite('random edits and runs, interleaved and killed');
/** Sequences to try; CI tries 500. */
const sequences = Number(process.env.LABBOOK_TEST_INTERLEAVINGS ?? 60);
/** Names a failure, and repeats its sequence as far as the clock lets it. */
const firstSeed = Number(process.env.LABBOOK_TEST_SEED ?? 1);
const mostRuns = 3;
/** Sequences side by side: a run waits more than it works. */
const lanes = 2;
const texts = ['1', '2', '30'];
const outputs = ['data/a.json', 'data/b.json', 'data/c.json'];

/** Each run waits for the disk dozens of times, which is no part of the trial. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let program: BundledProgram;
const engines: (ChildProcess | null)[] = [];
test.before(async () => {
  program = await bundledProgram(join(import.meta.dirname, '../support/engine-process.ts'));
});
test.after(() => {
  for (const engine of engines) engine?.kill('SIGKILL');
  program[Symbol.dispose]();
});

/** Has an engine do a run; null where it is killed before it answers. */
async function runOn(
  at: number,
  order: EngineOrder,
  killAfterMs: number | null,
): Promise<EngineAnswer | null> {
  const engine = engines[at] ?? (await startEngine());
  engines[at] = engine;
  const ended = new Promise<EngineAnswer | null>((resolve) => {
    engine.once('message', (answer) => resolve(answer as EngineAnswer));
    engine.once('exit', () => resolve(null));
  });
  engine.send(order);
  if (killAfterMs !== null) {
    await sleep(killAfterMs);
    engine.kill('SIGKILL');
    engines[at] = null;
    await new Promise((resolve) =>
      (engine.exitCode ?? engine.signalCode) === null ? engine.once('exit', resolve) : resolve(null),
    );
  }
  const answer = await ended;
  engine.removeAllListeners();
  if (answer === null && killAfterMs === null) throw new Error('an engine ended by itself');
  return answer;
}

async function startEngine(): Promise<ChildProcess> {
  const engine = fork(program.path, { execArgv: [] });
  await new Promise((resolve) => engine.once('message', resolve));
  return engine;
}

const blobsOf = (root: string) =>
  readdirSync(join(root, '.labbook/store/blobs'), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** What happens to what runs left behind, while none is running. */
const mishaps: readonly ((root: string, pick: number) => void)[] = [
  (root, pick) => rmSync(join(root, outputs[pick % 3] ?? ''), { force: true }),
  (root, pick) => writeFileSync(join(root, outputs[pick % 3] ?? ''), String(pick)),
  (root, pick) => {
    const blobs = blobsOf(root);
    rmSync(blobs[pick % blobs.length] ?? '', { force: true });
  },
  (root, pick) => {
    const blobs = blobsOf(root);
    const path = blobs[pick % Math.max(1, blobs.length)];
    if (path === undefined) return;
    chmodSync(path, 0o644);
    writeFileSync(path, '7'.repeat(readFileSync(path).length));
  },
  (root) => rmSync(join(root, '.labbook/store/results'), { recursive: true, force: true }),
  (root) => rmSync(join(root, '.labbook/index'), { recursive: true, force: true }),
  (root) => rmSync(join(root, '.labbook/last'), { recursive: true, force: true }),
];

function newProject(text: string): string {
  const root = mkdtempSync(join(memory, 'labbook-trial-'));
  for (const folder of ['seed', 'data']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'seed/x.json'), text);
  return root;
}

type Said = Pick<EngineOrder, 'add' | 'by' | 'code' | 'view'>;

/** What is asked for, with what the file held → what a project that never saw anything else makes of it. */
const clean = new Map<string, { results: unknown; files: readonly string[] }>();

async function cleanRebuild(
  lane: number,
  { said, seen }: { said: Said; seen: string },
): Promise<{ results: unknown; files: readonly string[] }> {
  const text = ['', ...texts].find((one) => digestBytes(one) === seen);
  if (text === undefined) throw new Error('a run saw what was never written');
  const key = JSON.stringify([said, text]);
  const known = clean.get(key);
  if (known !== undefined) return known;
  const root = newProject(text);
  try {
    const answer = await runOn(lane + mostRuns, { ...said, root, seed: 1, readsProject: false }, null);
    const made = {
      results: answer?.results,
      files: outputs.map((path) => readFileSync(join(root, path), 'utf8')),
    };
    clean.set(key, made);
    return made;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** One sequence; gives what is wrong with it. */
async function trial(seed: number, { lane = 0, readsProject = false } = {}): Promise<string | null> {
  const random = randomFrom(seed, 7);
  const pick = (count: number) => Math.floor(random() * count);
  let text = texts[pick(3)] ?? '';
  const root = newProject(text);
  const edit = () => {
    text = texts[pick(3)] ?? '';
    writeFileSync(join(root, 'seed/x.json'), text);
  };
  try {
    for (let batch = 1 + pick(3); batch >= 0; batch--) {
      const isLast = batch === 0;
      const runs = Array.from({ length: isLast ? 1 : 1 + pick(mostRuns) }, () => ({
        said: { add: pick(2), by: 2 + pick(2), code: pick(2), view: pick(2) },
        startMs: random() * 15,
        killMs: !isLast && pick(4) === 0 ? random() * 60 : null,
        seed: pick(2 ** 30),
      }));
      let edits = 0;
      const editing = async () => {
        for (let left = isLast ? 0 : pick(4); left > 0; left--) {
          await sleep(random() * 20);
          edits += 1;
          edit();
        }
      };
      const [answers] = await Promise.all([
        Promise.all(
          runs.map(async ({ said, startMs, killMs, seed: own }, at) => {
            await sleep(startMs);
            return {
              said,
              answer: await runOn(lane + at, { ...said, root, seed: own, readsProject }, killMs),
            };
          }),
        ),
        editing(),
      ]);
      const wanted: (readonly string[])[] = [];
      for (const { said, answer } of answers) {
        if (answer === null) continue;
        // An edit between a look at the file and its going into the store leaves nothing to run with.
        const { failures } = answer;
        if (edits > 0 && failures.length > 0 && failures.every((one) => one.includes('input-moved')))
          continue;
        const expected = await cleanRebuild(lane, { said, seen: answer.seen });
        wanted.push(expected.files);
        const got = { failures: answer.failures, results: answer.results };
        const right = { failures: [], results: expected.results };
        if (JSON.stringify(got) !== JSON.stringify(right)) {
          return `${JSON.stringify(said)}: ${JSON.stringify(got)} and not ${JSON.stringify(right)}`;
        }
      }
      const isWhole = answers.every(({ answer }) => answer?.failures.length === 0);
      const standing = outputs
        .map((path) => join(root, path))
        .map((path) => existsSync(path) && readFileSync(path, 'utf8'));
      if (isWhole && !wanted.some((files) => JSON.stringify(files) === JSON.stringify(standing))) {
        return `the project holds ${JSON.stringify(standing)}, which none of the runs gave`;
      }
      if (isLast) {
        for (const folder of ['.labbook/work', '.labbook/store/tmp']) {
          const left = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
          if (left.length > 0) return `${left.join(' ')} is left in ${folder}`;
        }
      } else if (existsSync(join(root, '.labbook/store/blobs'))) {
        if (pick(2) === 0) mishaps[pick(mishaps.length)]?.(root, pick(1000));
        if (pick(2) === 0) edit();
      }
    }
    return null;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('equal clean rebuilds, each run by itself and the project at the end', async () => {
  let next = firstSeed;
  const faults: string[] = [];
  const walk = async (lane: number) => {
    while (next < firstSeed + sequences && faults.length === 0) {
      const seed = next++;
      const fault = await trial(seed, { lane });
      if (fault !== null) faults.push(`LABBOOK_TEST_SEED=${seed}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, i) => walk(i * (mostRuns + 1))));
  assert.equal(faults, []);
});

test('would not, if stages read what stands in the project', async () => {
  for (let seed = 1; seed <= 60; seed++) if ((await trial(seed, { readsProject: true })) !== null) return;
  assert.unreachable('the trial finds nothing where there is something to find');
});

test.run();
