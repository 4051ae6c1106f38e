import type { Command, CommandOption } from '../commands/command.ts';
import type { Style } from '../words/style.ts';
import { textWidth } from '../words/terminal-text.ts';
import type { CommandEntry } from './commands.ts';
import { commonOptions } from './parse-arguments.ts';

const width = 80;
const versionOption: CommandOption = { type: 'boolean', summary: 'print the version of labbook' };

const groups: readonly (readonly [CommandEntry['group'], string])[] = [
  ['run', 'Run'],
  ['read', 'Read and compare experiments'],
  ['keep', 'Look after a project'],
];

/** What `labbook --help` prints. */
export function overview(commands: Readonly<Record<string, CommandEntry>>, style: Style): string {
  const longest = Math.max(...Object.keys(commands).map((name) => name.length));
  const parts = groups.flatMap(([group, title]) => {
    const rows = Object.entries(commands)
      .filter(([, entry]) => entry.group === group)
      .map(([name, { summary }]) => row(name, { summary, column: longest + 2, style }));
    return rows.length === 0 ? [] : [`${style.bold(title)}\n${rows.join('\n')}`];
  });
  return [
    `${style.bold('labbook')}: machine-learning experiments that anyone can trust, compare and repeat.`,
    `${style.bold('Usage')}\n  labbook <command> [arguments] [flags]`,
    ...parts,
    `${style.bold('Everywhere')}\n${optionRows({ ...commonOptions, version: versionOption }, style)}`,
    `How a command is used: labbook help <command>`,
  ].join('\n\n');
}

/** What `labbook help <command>` prints. */
export function commandHelp(command: Command, style: Style): string {
  const { name, summary, positionals, options, description } = command;
  const flags = Object.keys(options).length === 0 ? '' : ' [flags]';
  const usage = `labbook ${name} ${positionals.label}`.trimEnd() + flags;
  return [
    `${style.bold(`labbook ${name}`)}: ${summary}`,
    `${style.bold('Usage')}\n  ${usage}`,
    ...(Object.keys(options).length === 0 ? [] : [`${style.bold('Flags')}\n${optionRows(options, style)}`]),
    `${style.bold('Everywhere')}\n${optionRows(commonOptions, style)}`,
    ...(description === '' ? [] : [wrapParagraphs(description)]),
  ]
    .map((part, i) => (i === 0 ? wrapParagraphs(part) : part))
    .join('\n\n');
}

function optionRows(options: Readonly<Record<string, CommandOption>>, style: Style): string {
  const labels = Object.entries(options).map(([name, { label }]) => `--${name}${label ? ` ${label}` : ''}`);
  const column = Math.min(30, Math.max(...labels.map(textWidth)) + 2);
  return Object.values(options)
    .map(({ summary, multiple }, i) => {
      const text = multiple === true ? `${summary} (may be repeated)` : summary;
      return row(labels[i] ?? '', { summary: text, column, style });
    })
    .join('\n');
}

function row(
  name: string,
  { summary, column, style }: { readonly summary: string; readonly column: number; readonly style: Style },
): string {
  const indent = ' '.repeat(column + 2);
  const lines = wrap(summary, width - column - 2);
  const gap = ' '.repeat(Math.max(0, column - textWidth(name)));
  const head = `  ${style.blue(name)}`;
  // A name too long for its column has a line of its own.
  if (textWidth(name) >= column) return [head, ...lines.map((line) => indent + line)].join('\n');
  return [`${head}${gap}${lines[0] ?? ''}`, ...lines.slice(1).map((line) => indent + line)].join('\n');
}

/** Paragraphs wrapped to the width; indented lines, which are examples, stay as they are. */
function wrapParagraphs(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') || line === '' ? [line] : wrap(line, width)))
    .join('\n');
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
