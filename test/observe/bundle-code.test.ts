import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleCode, type CodeBundle, type StageExport } from '../../src/observe/bundle-code.ts';

const test = suite('code bundles');

const stage = `import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { curve } from 'charts-of-others';
import { raise, type Power } from './lib/raise.ts';
export const params = z.object({ power: z.number() });
export function run(ctx: { power: Power }): number {
  return raise(readFileSync('x').length, ctx.power);
}
export function view(): unknown {
  return curve();
}
`;
const helper = `export type Power = number;
export function raise(value: number, power: Power): number {
  return value ** power;
}
export function unused(): number {
  return 1;
}
`;
const files = { 'stages/a.ts': stage, 'stages/lib/raise.ts': helper };

/** Bundles \`stages/a.ts\` of a project of some files. */
async function outcomeOf(
  given: Readonly<Record<string, string>>,
  exports: readonly StageExport[] = ['run', 'params'],
) {
  const root = mkdtempSync(join(tmpdir(), 'labbook-bundle-'));
  try {
    for (const [path, text] of Object.entries({ 'package.json': '{"type": "module"}', ...given })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    for (const name of packagesIn(Object.values(given))) {
      mkdirSync(join(root, 'node_modules', name), { recursive: true });
      writeFileSync(
        join(root, 'node_modules', name, 'package.json'),
        JSON.stringify({ name, version: '1.0.0' }),
      );
    }
    return await bundleCode({ root, module: 'stages/a.ts', exports });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Names of the packages that some texts import: what `npm install` would have put there. */
function packagesIn(texts: readonly string[]): readonly string[] {
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|import)\s*['"]([a-z@][^'":]*)['"]/g)].map(([, name = '']) => name),
  );
  return specifiers.map((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
}

async function bundleOf(
  given: Readonly<Record<string, string>>,
  exports?: readonly StageExport[],
): Promise<CodeBundle> {
  const outcome = await outcomeOf(given, exports);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.bundle;
}

test('comments, white space, types and unused exports leave the digest alone', async () => {
  const { digest } = await bundleOf(files);
  for (const [what, edited] of [
    ['a line comment', { 'stages/a.ts': `// Hello.\n${stage}` }],
    ['a block comment', { 'stages/a.ts': stage.replace('return raise(', 'return /* here */ raise(') }],
    ['a legal comment', { 'stages/a.ts': `/*! @license MIT */\n${stage}` }],
    ['white space', { 'stages/a.ts': stage.replaceAll('\n', '\n\n   ') }],
    ['a type', { 'stages/lib/raise.ts': helper.replace('Power = number', 'Power = 1 | 2 | number') }],
    ['an annotation', { 'stages/a.ts': stage.replace('): number', ')') }],
    ['an unused export', { 'stages/lib/raise.ts': helper.replace('return 1', 'return 2') }],
    ['the view', { 'stages/a.ts': stage.replace('return curve()', 'return [curve(), 1]') }],
    ['an unused file', { 'stages/lib/other.ts': 'export const other = 1;' }],
    ['a line end', { 'stages/a.ts': stage.replaceAll('\n', '\r\n') }],
  ] as const) {
    assert.is((await bundleOf({ ...files, ...edited })).digest, digest, what);
  }
});

test('what the bundle does changes its digest', async () => {
  const { digest } = await bundleOf(files);
  for (const [what, edited] of [
    ['the stage', { 'stages/a.ts': stage.replace("'x'", "'y'") }],
    ['a helper', { 'stages/lib/raise.ts': helper.replace('value ** power', 'power ** value') }],
    ['the schema', { 'stages/a.ts': stage.replace('z.number()', 'z.number().default(2)') }],
    ['white space in text', { 'stages/a.ts': stage.replace("'x'", "' x'") }],
  ] as const) {
    assert.is.not((await bundleOf({ ...files, ...edited })).digest, digest, what);
  }
});

test('any constant that the stage uses shows in the digest; no constant of a comment does', async () => {
  const withConstant = (used: string, said: string) =>
    bundleOf({
      'stages/a.ts': `// ${said.replaceAll(/[\r\n\u2028\u2029]/g, ' ')}\nexport const run = () => ${JSON.stringify(used)};`,
    });
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), fc.string(), async (used, other, said) => {
      const { digest } = await withConstant(used, 'one');
      assert.is((await withConstant(used, said)).digest, digest);
      assert.is((await withConstant(other, 'one')).digest === digest, used === other);
    }),
    { numRuns: 15 },
  );
});

test('a package that only view imports does not count for run', async () => {
  assert.equal((await bundleOf(files)).packages, ['zod']);
  assert.equal((await bundleOf(files, ['view', 'params'])).packages, ['charts-of-others', 'zod']);
  assert.equal((await bundleOf(files, ['params'])).packages, ['zod']);
});

test('an import for its effect alone stays, and its package counts', async () => {
  for (const line of [
    "import 'effects/register';",
    'import"effects/register"',
    "import   'effects/register'",
  ]) {
    const { js, packages } = await bundleOf({ 'stages/a.ts': `${line}\nexport const run = () => 1;` });
    assert.match(js, 'effects/register', line);
    assert.equal(packages, ['effects'], line);
  }
});

test('a literal dynamic import of project code is part of the bundle, one of a package counts as reached', async () => {
  const { js, packages } = await bundleOf({
    'stages/a.ts': `export const run = async () => [await import('./late.ts'), await import('@scope/late/deep')];`,
    'stages/late.ts': 'export const late = "late code";',
  });
  assert.match(js, 'late code');
  assert.equal(packages, ['@scope/late']);
});

test('an import with a pattern brings all that match; one that is wholly computed is left to be refused', async () => {
  const late = { 'stages/late.ts': 'export const late = "late code";' };
  const pattern = await bundleOf({
    'stages/a.ts': "export const run = (name: string) => import('./' + name + '.ts');",
    ...late,
  });
  assert.match(pattern.js, 'late code');
  const computed = await bundleOf({
    'stages/a.ts': 'export const run = (name: string) => import(name);',
    ...late,
  });
  assert.match(computed.js, 'import(');
  assert.not.match(computed.js, 'late code');
});

test('the imports of package.json lead to project code, which is bundled', async () => {
  const { js, packages } = await bundleOf({
    'package.json': '{"type": "module", "imports": {"#lib/*": "./stages/lib/*"}}',
    'stages/a.ts': `import { raise } from '#lib/raise.ts';\nexport const run = () => raise(2, 3);`,
    'stages/lib/raise.ts': helper,
  });
  assert.match(js, '**');
  assert.equal(packages, []);
});

test('JSON is bundled by value', async () => {
  const { js } = await bundleOf({
    'stages/a.ts': `import table from './table.json' with { type: 'json' };\nexport const run = () => table;`,
    'stages/table.json': '{"a": "from a table"}',
  });
  assert.match(js, 'from a table');
});

test('exports that are not there are named', async () => {
  const { missing } = await bundleOf({ 'stages/a.ts': 'export const run = () => 1;' }, [
    'run',
    'view',
    'params',
  ]);
  assert.equal(missing, ['view', 'params']);
});

test('every file that went into a bundle is named by what was read', async () => {
  const outcome = await outcomeOf(files);
  assert.ok(outcome.ok);
  if (!outcome.ok) return;
  assert.equal(Object.keys(outcome.files).sort(), ['stages/a.ts', 'stages/lib/raise.ts']);
});

test('code that cannot be read is told with its place, and so is an import that leads nowhere', async () => {
  const broken = await outcomeOf({ 'stages/a.ts': 'export const a = 1;\nexport function run( {\n' });
  assert.not.ok(broken.ok);
  if (!broken.ok) {
    const [problem] = broken.problems;
    assert.is(problem?.file, 'stages/a.ts');
    assert.is(problem?.line, 3);
  }
  const nowhere = await outcomeOf({
    'stages/a.ts': "import { a } from './none.ts';\nexport const run = () => a;",
  });
  assert.not.ok(nowhere.ok);
  if (!nowhere.ok) {
    const [problem] = nowhere.problems;
    assert.is(problem?.line, 1);
    assert.is(problem?.column, 19);
    assert.match(problem?.message ?? '', './none.ts');
  }
});

test('the pieces of a bundle are named by file and declaration, and only the edited one differs', async () => {
  const before = (await bundleOf(files)).parts;
  const after = (
    await bundleOf({ ...files, 'stages/lib/raise.ts': helper.replace('value ** power', '-value') })
  ).parts;
  assert.equal(Object.keys(before).sort(), ['stages/a.ts', 'stages/lib/raise.ts']);
  assert.is.not(before['stages/lib/raise.ts']?.raise, after['stages/lib/raise.ts']?.raise);
  assert.equal(before['stages/a.ts'], after['stages/a.ts']);
});

test('an import that a package.json says does nothing, and that stands for what it does, is told at its line', async () => {
  const outcome = await outcomeOf({
    'package.json': '{"type": "module", "sideEffects": false}',
    'stages/a.ts': `import './register.ts';\nexport const run = () => 1;\n`,
    'stages/register.ts': 'globalThis.registered = true;\n',
  });
  assert.not.ok(outcome.ok);
  const [problem] = outcome.ok ? [] : outcome.problems;
  assert.equal([problem?.file, problem?.line], ['stages/a.ts', 1]);
  assert.match(problem?.message ?? '', 'no side effects');
});

test('a package that code asks the place of by its name is reached, too', async () => {
  const code = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
export const run = () => [require.resolve('zod/package.json'), import.meta.resolve('charts-of-others')];
`;
  const manifest = '{"version": "1.0.0"}';
  const outcome = await outcomeOf({
    'stages/a.ts': code,
    'node_modules/zod/package.json': manifest,
    'node_modules/charts-of-others/package.json': manifest,
  });
  assert.equal(outcome.ok && outcome.bundle.packages, ['charts-of-others', 'zod']);
});

test.run();
