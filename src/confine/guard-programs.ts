import processes from 'node:child_process';
import { basename } from 'node:path';
import { refusal } from './refusals.ts';

/** The environment variable that names the programs which a stage may start, as a list in JSON. */
export const programsVariable = 'LABBOOK_PROGRAMS';

type Functions = Record<string, (this: unknown, ...given: unknown[]) => unknown>;

/**
 * Lets a stage start the programs that it declares, and says of any other which it was: Node's permission model knows
 * all or none, and names none.
 */
export function guardPrograms(): void {
  const prototype = (processes as unknown as { ChildProcess: { prototype: Functions } }).ChildProcess
    .prototype;
  const { spawn } = prototype;
  prototype.spawn = function (options: unknown, ...more) {
    const { file, args } = options as { file: string; args?: readonly string[] };
    // A line for a shell is told by its first word.
    check(args?.[1] === '-c' && /sh$/.test(file) ? firstWord(args[2] ?? '') : file);
    return spawn?.call(this, options, ...more);
  };
  const functions = processes as unknown as Functions;
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const original = functions[name];
    functions[name] = function (first, ...more) {
      check(name === 'execSync' ? firstWord(String(first)) : String(first));
      return original?.call(this, first, ...more);
    };
  }
}

function check(program: string): void {
  const declared = JSON.parse(process.env[programsVariable] ?? '[]') as readonly string[];
  if (declared.includes(program) || declared.includes(basename(program))) return;
  throw refusal({ access: 'program', resource: program === process.execPath ? 'node' : program });
}

function firstWord(line: string): string {
  return /^\s*(\S*)/.exec(line)?.[1] ?? '';
}
