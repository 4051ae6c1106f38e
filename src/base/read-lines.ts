import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Hands on the lines of a stream, without their ends, as they come, and resolves when it has ended. A line of
 * more than `mostChars` comes in parts, all but the last with `isWhole` false: memory stays bounded whatever
 * the stream holds.
 */
export function readLines(
  stream: Readable,
  {
    mostChars,
    onLine,
  }: { readonly mostChars: number; readonly onLine: (text: string, isWhole: boolean) => void },
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let pending: string[] = [];
  let held = 0;
  const flush = (isWhole: boolean) => {
    const text = pending.join('');
    pending = [];
    held = 0;
    onLine(isWhole && text.endsWith('\r') ? text.slice(0, -1) : text, isWhole);
  };
  const take = (text: string) => {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      const isCut = (end === -1 ? text.length : end) - from > mostChars - held;
      const to = isCut ? from + mostChars - held : end === -1 ? text.length : end;
      pending.push(text.slice(from, to));
      held += to - from;
      if (isCut) flush(false);
      else if (end !== -1) flush(true);
      from = isCut || end === -1 ? to : to + 1;
    }
  };
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
    stream.once('error', () => resolve());
    stream.once('close', () => {
      take(decoder.end());
      if (held > 0) flush(true);
      resolve();
    });
  });
}
