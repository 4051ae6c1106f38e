import type { Client, QueryResult, QueryResultRow } from 'pg';

/**
 * Asks by the extended protocol, which takes one statement and refuses several: for every text that holds a query
 * of the user's, so that none can end the read-only transaction that it runs in.
 */
export function ask<T extends QueryResultRow = QueryResultRow>(
  client: Client,
  text: string,
  {
    values = [],
    isArrays = false,
  }: { readonly values?: readonly unknown[]; readonly isArrays?: boolean } = {},
): Promise<QueryResult<T>> {
  const config = {
    text,
    values: [...values],
    queryMode: 'extended',
    ...(isArrays ? { rowMode: 'array' } : {}),
  };
  return client.query<T>(config);
}

/**
 * Has the server parse a statement by the extended protocol, without running it. COPY is sent by the simple
 * protocol, which would run what follows a semicolon; what was parsed here is one statement.
 */
export function parseStatement(client: Client, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let error: Error | null = null;
    client.query({
      submit(connection: ParsingConnection) {
        connection.parse({ name: '', text, types: [] });
        connection.sync();
      },
      handleError: (raised: Error) => {
        error = raised;
        // A connection that is gone says no more.
        reject(raised);
      },
      handleReadyForQuery: () => (error === null ? resolve() : undefined),
    } as never);
  });
}

interface ParsingConnection {
  parse(query: { name: string; text: string; types: readonly never[] }): void;
  sync(): void;
}
