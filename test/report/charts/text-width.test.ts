import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fitText, textWidth } from '../../../src/report/charts/text-width.ts';

test('a text that fits stays, one that does not is cut to what fits with its ellipsis', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 20, max: 300 }),
      (text, width) => {
        const fitted = fitText(text, { width, fontSize: 12 });
        if (textWidth(text, 12) <= width) assert.is(fitted, text);
        else {
          assert.ok(fitted.endsWith('…'));
          assert.ok(textWidth(fitted, 12) <= width + 1e-6);
          assert.ok(text.startsWith(fitted.slice(0, -1)));
        }
      },
    ),
  );
});

test('wide characters count as wide, controls as nothing', () => {
  assert.is(textWidth('漢', 10), 11.25);
  assert.is(textWidth('\n', 10), 0);
  assert.ok(textWidth('W', 10) > textWidth('i', 10));
});

test.run();
