import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commands } from '../../src/cli/commands.ts';
import { commandHelp, overview } from '../../src/cli/help.ts';
import { styleFor } from '../../src/cli/style.ts';
import { textWidth } from '../../src/words/terminal-text.ts';

const style = styleFor({}, {});

test('the list of commands fits 80 columns and names each command', () => {
  const text = overview(commands, style);
  for (const line of text.split('\n')) assert.ok(textWidth(line) <= 80, line);
  for (const name of Object.keys(commands)) assert.match(text, new RegExp(`^  ${name} `, 'm'));
});

for (const [name, entry] of Object.entries(commands)) {
  test(`the help of ${name} is that of its command, in 80 columns outside its examples`, async () => {
    const command = await entry.load();
    assert.is(command.name, name);
    assert.is(command.summary, entry.summary);
    const text = commandHelp(command, style);
    for (const line of text.split('\n'))
      assert.ok(textWidth(line) <= 80 || line.startsWith('  labbook'), line);
    for (const flag of Object.keys(command.options)) assert.match(text, `--${flag}`);
    assert.match(text, `labbook ${name}`);
  });
}

test('each command file is listed', () => {
  const folder = new URL('../../src/commands/', import.meta.url);
  const files = readdirSync(folder).filter((file) => {
    return (
      file.endsWith('.ts') &&
      /^export const \w+Command: Command = /m.test(readFileSync(new URL(file, folder), 'utf8'))
    );
  });
  assert.equal(files.map((file) => file.replace('.ts', '')).sort(), Object.keys(commands).sort());
});

test.run();
