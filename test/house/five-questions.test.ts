import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
const source = new Map(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);

interface Question {
  readonly asked: string;
  /** Who answers, by the table. */
  readonly file: string;
  readonly name: string;
}

const questions: readonly Question[] = [
  ...architecture.matchAll(/^\| (an? [^|]+\?) \| \[([^\]]+)\]\(\2\) \| `(\w+)` \|$/gm),
].map(([, asked = '', file = '', name = '']) => ({ asked, file, name }));

/** What does the thing, wherever it stands: it may stand in the file that answers, and in those with a reason. */
const deeds: Readonly<Record<string, { readonly sign: RegExp; readonly others: readonly string[] }>> = {
  'a skip decided?': {
    sign: /kind: 'same-recipe' \}/,
    // Repeats the last decision; the type names what may be said.
    others: ['src/project/keep-steady-state.ts', 'src/model/reason.ts'],
  },
  'a record built?': { sign: /^\s+schema: 'labbook\.experiment\/1',$/m, others: [] },
  'a page written?': {
    sign: /\bwrite(Atomic|File|FileSync)\([^;]*([pP]age|html)/,
    others: [],
  },
  'a sentence about a problem worded?': { sign: /\(problem: Problem\): string/, others: [] },
  'a verdict between two experiments made?': {
    sign: /kind: 'not-comparable' \}|\): Verdict \{/,
    others: ['src/model/comparison.ts'],
  },
};

test('a stranger’s five questions are answered by one file and function each', () => {
  assert.equal(
    questions.map(({ asked }) => asked),
    Object.keys(deeds),
  );
  for (const { file, name } of questions) {
    const declared = new RegExp(`^export (async )?function ${name}\\(`, 'm');
    assert.equal(
      [...source].filter(([, text]) => declared.test(text)).map(([path]) => path),
      [file],
    );
  }
});

test('nothing else does what those files do', () => {
  for (const { asked, file } of questions) {
    const { sign, others } = deeds[asked] ?? { sign: /^/, others: [] };
    const found = [...source].filter(([, text]) => sign.test(text)).map(([path]) => path);
    assert.equal(found.sort(), [file, ...others].sort(), asked);
  }
});

test('a record is put where records stand by one file, from one place that builds it', () => {
  const holding = (sign: RegExp) => [...source].filter(([, text]) => sign.test(text)).map(([path]) => path);
  assert.equal(holding(/write\w+\([^;]*'record\.json'/), ['src/experiment/record/save-experiment.ts']);
  assert.equal(holding(/(?<!function )\bbuildRecord\(/), ['src/project/execute-run.ts']);
});

test('what stands below `.labbook` is named by the store folder alone', () => {
  const named = /join\([^)]*'\.labbook',|join\(store\.(root|locks), [`']/;
  const found = [...source].filter(([, text]) => named.test(text)).map(([path]) => path);
  // The registry's head and lock stand outside the folder that they guard.
  assert.equal(found, ['src/registry/registry-folder.ts']);
});

test.run();
