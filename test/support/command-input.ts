import type { Command, CommandAnswer, CommandInput } from '../../src/commands/command.ts';
import type { Style } from '../../src/words/style.ts';

const asIs = (text: string): string => text;

/** Plain text of a fixed width, as where stdout is no terminal. */
export const plainStyle: Style = {
  width: 120,
  bold: asIs,
  dim: asIs,
  red: asIs,
  green: asIs,
  yellow: asIs,
  blue: asIs,
};

/** Runs a command on a project folder with parsed arguments, as the command line would. */
export function runCommand(
  command: Command,
  given: {
    readonly root: string;
    readonly positionals?: readonly string[];
    readonly flags?: CommandInput['flags'];
  },
): Promise<CommandAnswer> {
  const { root, positionals = [], flags = {} } = given;
  return command.run(
    { positionals, flags, argv: [command.name, ...positionals] },
    { root, env: {}, signal: new AbortController().signal, emit: () => undefined, style: plainStyle },
  );
}
