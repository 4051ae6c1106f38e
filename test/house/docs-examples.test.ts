import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type PageBlock, pageBlocks } from '../support/page-blocks.ts';
import { ended, temporaryProject } from '../support/temporary-project.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(root, 'docs', name), 'utf8') }))
  .map(({ name, text }) => ({ name, text, blocks: pageBlocks(text) }));

const hasPython = spawnSync('python3', ['--version']).status === 0;

for (const { name, blocks, text } of pages) {
  if (blocks.length === 0) continue;
  const isSkipped = text.includes('<!-- needs python3 -->') && !hasPython;
  const told = isSkipped ? test.skip : test;
  told(`docs/${name} tells what happens`, () => live(name, blocks));
}

test('every ts block of docs fits the types', async () => {
  // Inside the repository, so that packages are found from there.
  const folder = mkdtempSync(join(root, '.docs-'));
  try {
    for (const { name, blocks } of pages) {
      for (const block of blocks.filter(({ language }) => language === 'ts')) {
        const path = join(folder, name, block.path ?? `line-${block.line}.ts`);
        mkdirSync(dirname(path), { recursive: true });
        // A block without imports and exports is a module all the same.
        writeFileSync(path, `${block.text}export {};\n`);
      }
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../tsconfig.json', include: ['**/*.ts'] }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => {
      throw new Error(error.stdout);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();

/** Writes and runs a page's blocks in order. */
async function live(page: string, blocks: readonly PageBlock[]): Promise<void> {
  using project = temporaryProject({});
  for (const name of ['tsx', 'uvu']) project.link(name);
  let printed = '';
  for (const { language, path, text, line } of blocks) {
    const where = `docs/${page}:${line}`;
    if (path !== null) {
      project.write(path, text);
    } else if (language === 'sh') {
      printed = '';
      for (const command of text.split('\n').filter((one) => one.trim() !== '')) {
        const { exitCode, output } = await shell(command, project.root);
        const expected = Number(/# exits with (\d+)/.exec(command)?.[1] ?? 0);
        assert.is(exitCode, expected, `${where}: ${command}\n${output}`);
        printed += output;
      }
    } else if (language === 'text') {
      for (const said of text.split('\n').filter((one) => one.trim() !== '')) {
        const pattern = said
          .trim()
          .split('…')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        assert.match(printed, new RegExp(pattern.join('.*')), where);
      }
    } else if (language === 'ts') {
      project.write(`line-${line}.ts`, text);
      const { exitCode, output } = await node(['--import', tsx, `line-${line}.ts`], project.root);
      assert.is(exitCode, 0, `${where}\n${output}`);
    }
  }
}

const tsx = join(root, 'node_modules/tsx/dist/loader.mjs');

/** labbook where a command begins: at the start, behind `;`, `&&` or `|`, within `$(`, behind a variable's value. */
const called = /(?<=^\s*|[;&|(]\s*|\b[A-Z_]+=\S* )(?:npx )?labbook (?=[a-z])/g;

/** `npx labbook` is the built command line of this repository. */
function shell(command: string, cwd: string): Promise<{ exitCode: number | null; output: string }> {
  const labbook = `"${process.execPath}" "${join(root, 'dist/labbook.js')}"`;
  return outcome('sh', ['-c', command.replaceAll(called, `${labbook} `)], cwd);
}

function node(args: readonly string[], cwd: string): Promise<{ exitCode: number | null; output: string }> {
  return outcome(process.execPath, args, cwd);
}

async function outcome(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ exitCode: number | null; output: string }> {
  assert.ok(existsSync(join(root, 'dist/labbook.js')));
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, NO_COLOR: '1' },
  });
  const { exitCode, stdout, stderr } = await ended(child);
  return { exitCode, output: `${stdout}${stderr}` };
}
