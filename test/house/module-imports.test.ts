import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { moduleImports } from '../support/module-imports.ts';

const one = (text: string) => moduleImports(text);
const plain = { isTypeOnly: false, isDynamic: false };

test('static imports of each form are found, over several lines too', () => {
  for (const text of [
    "import 'a';",
    "import a from 'a';",
    "import * as a from 'a';",
    "import a, { b } from 'a';",
    "import {\n  b,\n  type C,\n} from 'a';",
    "export { b } from 'a';",
    "export * from 'a';",
  ]) {
    assert.equal(one(text), [{ specifier: 'a', ...plain }], text);
  }
});

test('imports of types alone are known as such', () => {
  for (const text of [
    "import type { B } from 'a';",
    "import { type B, type C } from 'a';",
    "export type { B } from 'a';",
  ]) {
    assert.equal(one(text), [{ specifier: 'a', isTypeOnly: true, isDynamic: false }], text);
  }
  assert.equal(one("type A = typeof import('a');"), [{ specifier: 'a', isTypeOnly: true, isDynamic: true }]);
});

test('import() is found wherever it stands', () => {
  assert.equal(one("const { b } = await import('a');"), [
    { specifier: 'a', isTypeOnly: false, isDynamic: true },
  ]);
});

test('what comments and texts say is no import', () => {
  assert.equal(
    one("/* import 'a'; */\n// import 'b';\nexport const c = 'from here';\nexport type D = 'd';"),
    [],
  );
});

test.run();
