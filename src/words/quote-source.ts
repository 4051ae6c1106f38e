import type { Span } from '../model/span.ts';
import { plainText, textWidth } from './terminal-text.ts';

const most = 100;

/**
 * A source line with its number and the underline of a span, as two lines. A long line is cut to the part
 * around the span. A line with a password in it is shown masked.
 */
export function quoteSource({ file, text, line, column, length }: Span, after = ''): readonly string[] {
  // An argument of the command line has no line number.
  const gutter = (file === '--set' ? '' : String(line)).padStart(4);
  const masked = maskSecrets(text);
  if (masked !== text) return [`${gutter} | ${plainText(masked).slice(0, most)}`];
  const start = Math.max(0, Math.min(column - 1, column - 1 + Math.min(length, 40) - most + 10));
  const isCutLeft = start > 0;
  const shown = text.slice(start, start + most);
  const before = `${isCutLeft ? '…' : ''}${plainText(text.slice(start, column - 1))}`;
  const under = plainText(text.slice(column - 1, Math.min(column - 1 + length, start + most)));
  const rest = plainText(text.slice(column - 1 + length, start + most));
  const isCutRight = start + shown.length < text.length;
  const carets = '^'.repeat(Math.max(1, textWidth(under)));
  return [
    `${gutter} | ${before}${under}${rest}${isCutRight ? '…' : ''}`,
    `     | ${' '.repeat(textWidth(before))}${carets}${after === '' ? '' : ` ${after}`}`,
  ];
}

/** The text with the passwords of connection URLs taken out. */
export function maskSecrets(text: string): string {
  return text
    .replace(/(:\/\/[^/?#\s:@]*:)(?!\$\{env\.[A-Za-z0-9_]*\}@)[^\s]+@/g, '$1***@')
    .replace(/(\bpassword\s*=\s*)(?!\$\{env\.)('[^']*'?|[^\s&'"]+)/gi, '$1***')
    .replace(/([?&]password=)(?!\$\{env\.[A-Za-z0-9_]*\})[^&\s'"]+/gi, '$1***');
}
