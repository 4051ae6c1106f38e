import { resolveConnection } from '../../src/sources/resolve-connection.ts';
import type { ResolvedSource, TableSpec } from '../../src/sources/source-spec.ts';

/** The source behind a URL, without retries. */
export function sourceOf(url: string, overrides: Partial<ResolvedSource> = {}): ResolvedSource {
  const resolved = resolveConnection({ url, urlFile: null, env: {} });
  if (!resolved.ok || resolved.value === null) throw new Error(JSON.stringify(resolved));
  return {
    id: 'market',
    connection: resolved.value.connection,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: null,
    retries: 0,
    ...overrides,
  };
}

/** A table to read, with neither key nor time unless given. */
export function tableOf(name: string, overrides: Partial<TableSpec> = {}): TableSpec {
  return {
    name,
    query: `SELECT * FROM ${name}`,
    key: [],
    time: [],
    append: null,
    as: {},
    allowEmpty: false,
    ...overrides,
  };
}
