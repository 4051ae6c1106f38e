import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hunksOf, withHunks } from '../../src/bisect/file-hunks.ts';
import { reduceDifferences } from '../../src/bisect/reduce-differences.ts';

test('whatever the cause, alone or several together, it is found and nothing with it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 24 }),
      fc.array(fc.nat(23), { minLength: 1, maxLength: 3 }),
      async (count, picks) => {
        const cause = [...new Set(picks.map((pick) => pick % count))].sort((a, b) => a - b);
        const { causes } = await reduceDifferences([...Array(count).keys()], async (switched) =>
          cause.every((one) => switched.includes(one)) ? 'bad' : 'good',
        );
        assert.equal(causes, cause);
      },
    ),
  );
});

test('one cause among 64 takes a dozen probes, not 64', async () => {
  let probes = 0;
  await reduceDifferences([...Array(64).keys()], async (switched) => {
    probes += 1;
    return switched.includes(37) ? 'bad' : 'good';
  });
  assert.ok(probes <= 12, `${probes}`);
});

test('two that only run together stay together, and are said to', async () => {
  const found = await reduceDifferences([0, 1, 2, 3], async (switched) => {
    if (switched.includes(1) !== switched.includes(2)) return 'broken';
    return switched.includes(1) ? 'bad' : 'good';
  });
  assert.equal(found, { causes: [1, 2], areInseparable: true });
});

test('all hunks of a file make the second text, none the first', () => {
  const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const hunks = hunksOf(before, after);
      assert.is(withHunks(before, { after, chosen: new Set(hunks.keys()) }), after);
      assert.is(withHunks(before, { after, chosen: new Set() }), before);
    }),
  );
});

test('a hunk is named by its line and the declaration around it', () => {
  const before = 'import x from "x";\nexport function fit(a) {\n  return a;\n}\nconst b = 1;\n';
  const after = before.replace('return a', 'return -a').replace('b = 1', 'b = 2');
  assert.equal(
    hunksOf(before, after).map(({ line, declaration }) => [line, declaration]),
    [
      [3, 'fit'],
      [5, 'b'],
    ],
  );
});

test.run();
