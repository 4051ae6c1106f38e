import { execFile } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { nearName } from '../config/near-name.ts';
import type { ProgramFault } from '../model/config-problem.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { Recipe } from '../model/recipe.ts';
import type { FileIndex } from './file-index.ts';

export interface ToolFault {
  readonly program: string;
  readonly question: readonly string[];
  readonly fault: ProgramFault;
  readonly said: string;
  readonly near: string | null;
}

const timeoutMs = 20_000;
const mostChars = 10_000;
/** What a program says of its version hangs on its own file alone. */
const versionQuestions = new Set(['--version', '-version', '-V', '-v', 'version']);

export type ToolObserver = (spec: StageSpec) => Promise<Result<Recipe['tools'], readonly ToolFault[]>>;

/**
 * What the programs outside the project say of themselves that stages start; a program that is not asked counts by
 * its bytes. Each is asked once, however many stages start it.
 */
export function toolObserver({
  root,
  index,
  env,
}: {
  readonly root: string;
  readonly index: FileIndex;
  readonly env: Readonly<Record<string, string | undefined>>;
}): ToolObserver {
  const told = new Map<string, Promise<Result<string, ToolFault>>>();
  return async ({ work }) => {
    if (work.kind === 'extract') return ok(undefined);
    const { tools = {} } = work;
    const started = work.kind === 'module' ? (work.programs ?? []) : programOf(work);
    const names = [...new Set([...started, ...Object.keys(tools)])];
    const faults: ToolFault[] = [];
    const found: Record<string, string> = {};
    for (const program of names) {
      const question = Object.hasOwn(tools, program) ? (tools[program] ?? []) : null;
      const key = JSON.stringify([program, question]);
      const answer = told.get(key) ?? tell(program, question, { root, index, env });
      told.set(key, answer);
      const said = await answer;
      if (said.ok) found[program] = said.value;
      else faults.push(said.error);
    }
    if (faults.length > 0) return err(faults);
    return ok(names.length === 0 ? undefined : found);
  };
}

/** A program of the project's own is told by its file, which is code. */
function programOf({ argv, code }: Extract<StageSpec['work'], { kind: 'command' }>): readonly string[] {
  const [program = ''] = argv;
  return code.includes(program.replace(/^\.\//, '')) ? [] : [program];
}

async function tell(
  program: string,
  question: readonly string[] | null,
  { root, index, env }: { root: string; index: FileIndex; env: Readonly<Record<string, string | undefined>> },
): Promise<Result<string, ToolFault>> {
  const folders = env.PATH ?? '';
  const path = findProgram(program, { root, path: folders });
  const fault = (kind: ProgramFault, said = '') => {
    const near = kind === 'not-found' ? nearName(program, programsIn(folders)) : null;
    return err({ program, question: question ?? [], fault: kind, said, near });
  };
  const file = path === null ? null : await index.observe(path);
  if (path === null || file === null) return fault('not-found');
  if (question === null) return ok(file.digest);
  // What else it looks at to answer, or which program a script leads to, shows in no file that is known.
  if (isScript(path) || !question.every((word) => versionQuestions.has(word))) index.cannotTell();
  const { code, output } = await ask(path, { question, root, env });
  if (code === 'timeout') return fault('timeout');
  if (code !== 0) return fault('failed', output.split('\n').slice(-3).join(' ').slice(-300));
  return output === '' ? fault('silent') : ok(output.slice(0, mostChars));
}

/** An absolute path; null where there is none that may be run. */
function findProgram(
  program: string,
  { root, path }: { readonly root: string; readonly path: string },
): string | null {
  const places = program.includes('/')
    ? [resolve(root, program)]
    : path.split(delimiter).map((folder) => join(folder, program));
  return places.find(isProgram) ?? null;
}

function programsIn(path: string): readonly string[] {
  return path.split(delimiter).flatMap((folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  });
}

function isScript(path: string): boolean {
  const head = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === '#!';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function ask(
  path: string,
  {
    question,
    root,
    env,
  }: {
    question: readonly string[];
    root: string;
    env: Readonly<Record<string, string | undefined>>;
  },
): Promise<{ readonly code: number | 'timeout' | null; readonly output: string }> {
  const { PATH, HOME } = env;
  const told = {
    LC_ALL: 'C.UTF-8',
    ...(PATH === undefined ? {} : { PATH }),
    ...(HOME === undefined ? {} : { HOME }),
  };
  return await new Promise((done) => {
    const child = execFile(
      path,
      [...question],
      { cwd: root, env: told, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 2 ** 24 },
      (error, stdout, stderr) => {
        // Some, such as Java, tell their version on stderr.
        const output = (stdout.trim() === '' ? stderr : stdout).trim();
        if (error?.killed === true) done({ code: 'timeout', output });
        else
          done({
            code: error === null ? 0 : (child.exitCode ?? null),
            output: output || (error?.message ?? ''),
          });
      },
    );
    child.stdin?.end();
  });
}
