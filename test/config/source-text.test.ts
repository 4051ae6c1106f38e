import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceText } from '../../src/config/source-text.ts';

test('a span is the line, the column and the characters of its offsets', () => {
  const { span } = sourceText('f', 'ab\r\ncdef\n');
  assert.equal(span(5, 7), { file: 'f', line: 2, column: 2, length: 2, text: 'cdef' });
  assert.equal(span(0, 100), { file: 'f', line: 1, column: 1, length: 2, text: 'ab' });
  assert.equal(span(9, 9), { file: 'f', line: 3, column: 1, length: 1, text: '' });
});

test('for any text and offset, the span leads back to the offset', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '🦦', '\n', ' ', ':') });
  fc.assert(
    fc.property(text, fc.nat(60), fc.nat(10), (text, at, length) => {
      const from = Math.min(at, text.length);
      const span = sourceText('f', text).span(from, from + length);
      const before = text.split('\n').slice(0, span.line - 1);
      const start = before.reduce((sum, line) => sum + line.length + 1, 0);
      return (
        start + span.column - 1 === from && text.split('\n')[span.line - 1] === span.text && span.length >= 1
      );
    }),
  );
});

test.run();
