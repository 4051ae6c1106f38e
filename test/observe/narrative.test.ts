import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { narrativeOf } from '../../src/observe/narrative.ts';

const test = suite('the narrative of a stage');

test('is the first comment of the file, as markdown', () => {
  for (const [source, narrative] of [
    ['/** One. */\nexport {};', 'One.'],
    ['/**\n * # Title\n *\n * - a\n *   - b\n */\nimport x;', '# Title\n\n- a\n  - b'],
    ['/* plain */', 'plain'],
    ['// One\n// two\n//\n//  three\ncode();\n// later', 'One\ntwo\n\n three'],
    ['#!/usr/bin/env node\n\n// After a shebang', 'After a shebang'],
    ['\uFEFF// After a mark', 'After a mark'],
    ['\n\n  // Indented', 'Indented'],
    ['/**\r\n * Windows\r\n * lines\r\n */\r\n', 'Windows\nlines'],
    ['// Windows\r\n// lines\r\nx', 'Windows\nlines'],
  ] as const) {
    assert.is(narrativeOf(source), narrative, JSON.stringify(source));
  }
});

test('is empty where code, or nothing, comes first', () => {
  for (const source of ['', '\n', 'code(); // no', "import 'x';\n// no", '/* never closed', "'// text'"]) {
    assert.is(narrativeOf(source), '', JSON.stringify(source));
  }
});

test.run();
