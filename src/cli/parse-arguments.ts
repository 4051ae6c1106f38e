import type { Command, CommandOption } from '../commands/command.ts';
import { nearName } from '../config/near-name.ts';
import type { UsageProblem } from '../model/problem.ts';

/** Flags that every command takes. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  json: { type: 'boolean', summary: 'print one JSON document on stdout, and nothing else there' },
  project: {
    type: 'string',
    short: 'C',
    label: '<folder>',
    summary: 'the folder of pipeline.yaml (default: the nearest above)',
  },
  quiet: { type: 'boolean', short: 'q', summary: 'no progress on stderr: only problems' },
  help: { type: 'boolean', short: 'h', summary: 'say how the command is used' },
};

export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, boolean | string | readonly string[]>>;
  readonly problems: readonly UsageProblem[];
}

type Takes = Pick<Command, 'name' | 'positionals' | 'options'>;

/**
 * Reads the arguments after a command's name. Flags stand before, between or after positionals, as
 * `--flag value` or `--flag=value`; after `--` everything is positional. A value may begin with a dash only
 * behind `=`, so that a forgotten value is noticed. A letter stands for its flag: `-h` for `--help`.
 */
export function parseArguments(args: readonly string[], takes: Takes): ParsedArguments {
  const options: Readonly<Record<string, CommandOption>> = { ...takes.options, ...commonOptions };
  const positionals: string[] = [];
  const flags: Record<string, boolean | string | readonly string[]> = {};
  const problems: UsageProblem[] = [];
  const command = takes.name;

  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      positionals.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-' || /^-\d/.test(arg)) {
      positionals.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const written = equals === -1 ? arg : arg.slice(0, equals);
    const name = longName(written, options);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const near = nearName(written.replace(/^-+/, ''), Object.keys(options));
      problems.push({
        kind: 'unknown-flag',
        command,
        given: written,
        near: near === null ? null : `--${near}`,
      });
      continue;
    }
    if (option.type === 'boolean') {
      if (equals !== -1) problems.push({ kind: 'unwanted-flag-value', command, flag: name });
      flags[name] = true;
      continue;
    }
    const next = args[i + 1];
    const value = equals === -1 ? next : arg.slice(equals + 1);
    if (value === undefined || (equals === -1 && value.startsWith('-') && !/^-(\d|$)/.test(value))) {
      problems.push({ kind: 'missing-flag-value', command, flag: name, label: option.label ?? '<value>' });
      continue;
    }
    if (equals === -1) i += 1;
    const earlier = flags[name];
    if (option.multiple === true) flags[name] = [...(Array.isArray(earlier) ? earlier : []), value];
    else {
      if (earlier !== undefined) problems.push({ kind: 'repeated-flag', command, flag: name });
      flags[name] = value;
    }
  }

  const { label, min, max } = takes.positionals;
  // With a mistyped flag the positionals may be its values: one mistake is told, not two.
  if (problems.length === 0 && flags.help !== true) {
    const extra = positionals[max];
    if (positionals.length < min) problems.push({ kind: 'missing-argument', command, label });
    if (extra !== undefined) problems.push({ kind: 'extra-argument', command, given: extra });
  }
  return { positionals, flags, problems };
}

function longName(written: string, options: Readonly<Record<string, CommandOption>>): string {
  const short = Object.entries(options).find(([, option]) => written === `-${option.short}`);
  return short === undefined ? written.replace(/^--/, '') : short[0];
}
