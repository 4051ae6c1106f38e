import type { Client } from 'pg';
import { parseStatement } from './ask-server.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import { type Column, CopyDecoder } from './copy-decoder.ts';

/**
 * Streams `COPY (query) TO STDOUT` in binary into blocks. The socket is read only as fast as blocks are
 * taken, so memory stays constant. Rejects with the error of the server, the connection or the decoder;
 * the client is of no further use then. Gives the bytes that came.
 */
export async function copyTable(options: {
  readonly client: Client;
  readonly query: string;
  readonly columns: readonly Column[];
  readonly signal: AbortSignal | undefined;
  onBlock(buffers: readonly ColumnBuffer[], rows: number): void;
  onBytes(rows: number, bytes: number): void;
}): Promise<{ readonly rows: number; readonly bytes: number }> {
  const { default: copyStreams } = await import('pg-copy-streams');
  const decoder = new CopyDecoder(options.columns, (rows) => options.onBlock(decoder.buffers, rows));
  let bytes = 0;
  const statement = `${copyPrefix}${options.query}\n) TO STDOUT (FORMAT binary)`;
  await parseStatement(options.client, statement);
  const stream = options.client.query(copyStreams.to(statement));
  const abort = () => stream.destroy(new Error('aborted'));
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    options.signal?.throwIfAborted();
    for await (const chunk of stream) {
      bytes += (chunk as Uint8Array).length;
      decoder.push(chunk as Uint8Array);
      options.onBytes(decoder.rows, bytes);
    }
    decoder.finish();
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
  return { rows: decoder.rows, bytes };
}

/** What stands before the query in the text that the server sees; it counts positions of errors from there. */
export const copyPrefix = 'COPY (';
