import type { Json } from '../base/json.ts';
import type { RunEvent } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Style } from '../words/style.ts';

/** One verb of the command line: what it takes, how it reads in `labbook help`, and what it does. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What stands after `labbook <name>`: `[stage…]`, `<id> <id>…`. */
  readonly positionals: { readonly label: string; readonly min: number; readonly max: number };
  /** Flags, by their long name. `--json` and `--help` are every command's. */
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Paragraphs and examples for `labbook help <name>`. */
  readonly description: string;
  run(input: CommandInput, context: CommandContext): Promise<CommandAnswer>;
}

export interface CommandOption {
  readonly type: 'boolean' | 'string';
  /** May be given several times. */
  readonly multiple?: boolean;
  /** One letter that stands for the name: `o` for `-o`. */
  readonly short?: string;
  /** What the value is, for help: `<id>`, `<a.b=value>`. */
  readonly label?: string;
  readonly summary: string;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  /** Parsed flags: absent ones are missing. */
  readonly flags: Readonly<Record<string, boolean | string | readonly string[]>>;
  /** The arguments after `labbook`, as typed; for the record. */
  readonly argv: readonly string[];
}

/** What a command may reach besides files: the command line gives the real ones, a test its own. */
export interface CommandContext {
  /** Absolute path of the project: the folder of pipeline.yaml. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Feeds the live progress on stderr. */
  readonly emit: (event: RunEvent) => void;
  readonly style: Style;
}

export interface CommandAnswer {
  /** Listed in README.md: 0 ok, 1 a stage failed, 2 usage or configuration, … */
  readonly exitCode: number;
  /** The document that `--json` prints. */
  readonly json: unknown;
  /** What stdout gets without `--json`; ends without a newline. */
  readonly text: string;
  /** Problems for stderr, in words there. */
  readonly problems?: readonly Problem[];
  /** Prose for stderr. */
  readonly notes?: readonly string[];
}

/**
 * The answer of a command that did not do what it was asked for: its own `document`, with the problems. Usage or
 * configuration is at fault, unless another exit code takes the place of this one.
 */
export function refused(
  problems: readonly Problem[],
  document: { readonly schema: string; readonly [fact: string]: Json },
): CommandAnswer {
  return { exitCode: 2, json: { ...document, problems }, text: '', problems };
}

export function stringFlag(input: CommandInput, name: string): string | null {
  const value = input.flags[name];
  return typeof value === 'string' ? value : null;
}

export function hasFlag(input: CommandInput, name: string): boolean {
  return input.flags[name] === true;
}

export function listFlag(input: CommandInput, name: string): readonly string[] {
  const value = input.flags[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}
