import { labbookVersion } from '../base/labbook-version.ts';
import type { CommandAnswer, CommandContext } from '../commands/command.ts';
import type { Problem } from '../model/problem.ts';
import { systemErrorWords } from '../words/system-error-words.ts';
import { commands } from './commands.ts';
import { findProject, projectAt } from './find-project.ts';
import { exitInterrupted, interrupts } from './interrupts.ts';
import { lazyProgress } from './lazy-progress.ts';
import { commonOptions, parseArguments } from './parse-arguments.ts';
import { styleFor } from './style.ts';

/** Wrong use of the command line, or of pipeline.yaml. */
const exitUsage = 2;
/** labbook itself is wrong (`EX_SOFTWARE` of sysexits.h): no number that a command's answer has. */
const exitBug = 70;
const exitFailed = 1;
const exitDamaged = 7;

/** Arguments → command → stdout, stderr and the process's exit. The one catch-all of the engine. */
export async function runCli(argv: readonly string[]): Promise<void> {
  // Progress that nobody reads is no reason to give up the run.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => exitAfter(tellBug(error), exitBug));
  try {
    const { stdout, stderr, exitCode } = await answer(argv);
    await write(process.stderr, stderr);
    process.exitCode = exitCode;
    await write(process.stdout, stdout);
    process.exit();
  } catch (error) {
    const refused = refusedBySystem(error);
    const text = refused ?? tellBug(error);
    if (argv.includes('--json')) {
      await write(
        process.stdout,
        problemsJson([{ kind: refused === null ? 'bug' : 'disk', message: text.trimEnd() }]),
      );
    }
    exitAfter(text, refused === null ? exitBug : exitFailed);
  }
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

async function answer(argv: readonly string[]): Promise<Printed> {
  const { name, args } = splitCommand(argv);
  const out = styleFor(process.stdout, process.env);
  if (args.includes('--version') && name === null) return said(labbookVersion());
  if (name === null || name === 'help') {
    const [topic] = args.filter((arg) => !arg.startsWith('-'));
    // A flag without a command, other than one that asks for help, is a mistake.
    const odd = args.find((arg) => arg.startsWith('-') && !['-h', '--help'].includes(arg));
    if (odd !== undefined) return fail([await unknownFlag(odd)], argv);
    const help = await import('./help.ts');
    if (topic === undefined) return said(help.overview(commands, out));
    const entry = Object.hasOwn(commands, topic) ? commands[topic] : undefined;
    if (entry === undefined) return fail([await unknownCommand(topic)], argv);
    return said(help.commandHelp(await entry.load(), out));
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) return fail([await unknownCommand(name)], argv);

  const command = await entry.load();
  const { positionals, flags, problems } = parseArguments(args, command);
  if (flags.help === true) return said((await import('./help.ts')).commandHelp(command, out));
  if (problems.length > 0) return fail(problems, argv);
  const folder = typeof flags.project === 'string' ? flags.project : null;
  const found = folder === null ? findProject(process.cwd()) : projectAt(folder);
  if (found === null && folder !== null) return fail([{ kind: 'no-such-project', folder }], argv);
  if (found === null && entry.needsProject)
    return fail([{ kind: 'no-pipeline', file: 'pipeline.yaml' }], argv);

  const root = found ?? process.cwd();
  const progress = lazyProgress(root);
  const { signal, isInterrupted, release } = interrupts(progress.stopping);
  const context: CommandContext = {
    root,
    env: process.env,
    signal,
    emit: flags.quiet === true ? () => undefined : progress.emit,
    style: out,
  };
  try {
    const result = await command.run({ positionals, flags, argv }, context);
    await progress.end();
    return {
      ...(await printed(result, flags.json === true)),
      ...(isInterrupted() && { exitCode: exitInterrupted }),
    };
  } catch (error) {
    await progress.end();
    if (isInterrupted()) return { stdout: '', stderr: 'Stopped.\n', exitCode: exitInterrupted };
    throw error;
  } finally {
    release();
  }
}

/** The command's name, and the arguments without it; `--project` may stand before it. */
function splitCommand(argv: readonly string[]): {
  readonly name: string | null;
  readonly args: readonly string[];
} {
  let at = 0;
  while (at < argv.length && argv[at]?.startsWith('-')) {
    const given = argv[at] ?? '';
    const isPair = Object.entries(commonOptions).some(
      ([name, { type, short }]) => type === 'string' && (given === `--${name}` || given === `-${short}`),
    );
    at += isPair ? 2 : 1;
  }
  const name = argv[at] ?? null;
  return { name, args: [...argv.slice(0, at), ...argv.slice(at + 1)] };
}

async function printed(result: CommandAnswer, isJson: boolean): Promise<Printed> {
  const problems = result.problems ?? [];
  const words = problems.length === 0 ? [] : await inWords(problems);
  const stderr = [...words.map((text) => `${text}\n`), ...(result.notes ?? [])];
  const stdout = isJson ? JSON.stringify(result.json, null, 2) : result.text;
  return { stdout: ended(stdout), stderr: ended(stderr.join('\n')), exitCode: exitCodeOf(result) };
}

/** A record that is not what was recorded is told by the exit of whatever command came upon it. */
function exitCodeOf({ exitCode, problems = [] }: CommandAnswer): number {
  const isDamaged = problems.some(({ kind }) => kind === 'damaged-experiment');
  return isDamaged && (exitCode === 0 || exitCode === exitUsage) ? exitDamaged : exitCode;
}

/** Problems that no command had a chance to answer. With `--json` they are the document. */
async function fail(problems: readonly Problem[], argv: readonly string[]): Promise<Printed> {
  const words = await inWords(problems);
  const isJson = argv.includes('--json');
  return {
    stdout: isJson ? problemsJson(problems.map(({ kind }, i) => ({ kind, message: words[i] ?? '' }))) : '',
    stderr: ended(words.join('\n\n')),
    exitCode: exitUsage,
  };
}

function problemsJson(problems: readonly { readonly kind: string; readonly message: string }[]): string {
  return ended(JSON.stringify({ schema: 'labbook.problems/1', problems }, null, 2));
}

async function inWords(problems: readonly Problem[]): Promise<readonly string[]> {
  const { describeProblem } = await import('../words/describe-problem.ts');
  return problems.map(describeProblem);
}

async function unknownCommand(given: string): Promise<Problem> {
  const { nearName } = await import('../config/near-name.ts');
  return { kind: 'unknown-command', given, near: nearName(given, [...Object.keys(commands), 'help']) };
}

async function unknownFlag(given: string): Promise<Problem> {
  const { nearName } = await import('../config/near-name.ts');
  const near = nearName(given.replace(/^-+/, ''), [...Object.keys(commonOptions), 'version']);
  return { kind: 'unknown-flag', command: '', given, near: near === null ? null : `--${near}` };
}

/** The system would not let labbook write or read what it must: no bug, and nothing that was finished is lost. */
function refusedBySystem(error: unknown): string | null {
  const what = systemErrorWords(error);
  if (what === null) return null;
  return `${what}\nWhat was finished is kept. Mend it, and run again; \`labbook doctor\` looks at the rest.\n`;
}

function tellBug(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && process.env.LABBOOK_DEBUG === '1' ? `\n${error.stack}` : '';
  const hint = stack === '' ? '\nSet LABBOOK_DEBUG=1 to see where it happened.' : stack;
  return `This is a bug in labbook ${labbookVersion()}, not in your pipeline: ${message}${hint}\n`;
}

function said(text: string): Printed {
  return { stdout: ended(text), stderr: '', exitCode: 0 };
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Never resolves where the stream refuses: what listens to its errors ends the process. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((done) => {
    stream.write(text, (error) => {
      if (!error || stream === process.stderr) done();
    });
  });
}

function exitAfter(text: string, exitCode: number): void {
  process.exitCode = exitCode;
  process.stderr.write(text, () => process.exit(exitCode));
}
