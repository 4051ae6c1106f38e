import childProcess from 'node:child_process';
import fs, { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { unsealedJson } from '../../src/base/sealed-json.ts';
import { openProject } from '../../src/project/open-project.ts';

const test = suite('what many stages share');
const repository = resolve(import.meta.dirname, '../..');
const roots: string[] = [];
test.after(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Stages over one module that all read one glob, in pairs of equal parameters. */
function project(stages: number): string {
  const root = mkdtempSync(join(tmpdir(), 'labbook-shared-'));
  roots.push(root);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  write('package.json', '{"type": "module"}');
  write('stages/lib/twice.ts', 'export const twice = (n: number) => 2 * n;\n');
  write(
    'stages/one.ts',
    `import { z } from 'zod';
import { twice } from './lib/twice.ts';
export const params = z.object({ n: z.number() });
export function run(ctx) { return twice(ctx.params.n); }
`,
  );
  for (let i = 0; i < 12; i++) write(`raw/${i % 3}/${i}.txt`, String(i));
  const specs = Array.from(
    { length: stages },
    (_, i) =>
      `  s${i}: { module: stages/one.ts, inputs: { raw: 'raw/**/*.txt' }, params: { n: ${i >> 1} }, outputs: { o: data/${i}.txt } }\n`,
  );
  write('pipeline.yaml', `version: 1\nname: shared\nstages:\n${specs.join('')}`);
  return root;
}

/** How often each path of the project is looked at while it is opened, and how many processes are started. */
async function looksAt(root: string): Promise<{ looks: Record<string, number>; processes: number }> {
  const looks: Record<string, number> = {};
  let processes = 0;
  const patched = ['statSync', 'readdirSync', 'readFileSync'] as const;
  const real = Object.fromEntries(patched.map((name) => [name, fs[name]]));
  const realFork = childProcess.fork;
  for (const name of patched) {
    Object.assign(fs, {
      [name]: (path: unknown, ...rest: unknown[]) => {
        const inside = typeof path === 'string' ? relative(root, path) : '..';
        // An output's path is its own stage's.
        if (!/^(\.\.|node_modules|\.labbook|data)/.test(inside)) {
          const key = `${name} ${inside}`;
          looks[key] = (looks[key] ?? 0) + 1;
        }
        return (real[name] as unknown as (...args: unknown[]) => unknown)(path, ...rest);
      },
    });
  }
  Object.assign(childProcess, {
    fork: (...args: Parameters<typeof realFork>) => {
      processes += 1;
      return realFork(...args);
    },
  });
  syncBuiltinESMExports();
  try {
    const opened = await openProject({ root, env: {}, overrides: [] });
    assert.ok(opened.ok, JSON.stringify(opened));
    await opened.value.index.save();
  } finally {
    Object.assign(fs, real);
    Object.assign(childProcess, { fork: realFork });
    syncBuiltinESMExports();
  }
  return { looks, processes };
}

const keptIn = (root: string, kind: string) =>
  unsealedJson(readFileSync(join(root, `.labbook/index/${kind}.json`), 'utf8')) as unknown[];

test('is looked at as often for sixty of them as for ten, cold and warm, and kept once', async () => {
  const [few, many] = [project(10), project(60)];
  // What was written within the clock's grain is read again.
  await sleep(100);
  for (const state of ['cold', 'warm']) {
    const [ten, sixty] = [await looksAt(few), await looksAt(many)];
    assert.equal(sixty.looks, ten.looks, state);
    assert.ok((sixty.looks['statSync stages/one.ts'] ?? 0) > 0, 'looks are counted');
    assert.is(sixty.looks['statSync raw/0/0.txt'], state === 'cold' ? 2 : 1, state);
    assert.is(sixty.processes, state === 'cold' ? 1 : 0, `${state}: processes that parse parameters`);
  }
  for (const root of [few, many]) assert.is(keptIn(root, 'code').length, 3, 'the halves of one module');
  assert.is(keptIn(few, 'params').length, 5);
  assert.is(keptIn(many, 'params').length, 30);
});

test.run();
