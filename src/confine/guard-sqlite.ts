import { createRequire, isBuiltin } from 'node:module';
import { mayRead, pathOf } from './guard-files.ts';
import { refusal } from './refusals.ts';

interface Sqlite {
  DatabaseSync: new (
    path: unknown,
    options?: object,
  ) => { exec(sql: string): void; prepare(sql: string): unknown };
}

/** At the head of a statement; SQLite knows no other way to another file. */
const reachesFiles = /(?:^|;)\s*(?:attach\b|vacuum\b[^;]*\binto\b)/i;

/** Holds `node:sqlite`, which Node's permission model lets open any file, to what is declared. */
export function guardSqlite(): void {
  if (!isBuiltin('node:sqlite')) return;
  const sqlite = createRequire(`${process.cwd()}/`)('node:sqlite') as Sqlite;
  sqlite.DatabaseSync = class DatabaseSync extends sqlite.DatabaseSync {
    constructor(path: unknown, options: object = {}) {
      const file = path === ':memory:' || path === '' ? null : pathOf(path);
      if (file !== null && !mayRead(file)) throw refusal({ access: 'read', resource: file });
      super(path, { ...options, allowExtension: false });
    }

    override exec(sql: string): void {
      checkSql(sql);
      super.exec(sql);
    }

    override prepare(sql: string, ...more: []): unknown {
      checkSql(sql);
      return super.prepare(sql, ...more);
    }
  };
}

function checkSql(sql: unknown): void {
  if (typeof sql === 'string' && reachesFiles.test(sql))
    throw refusal({ access: 'read', resource: sql.slice(0, 200) });
}
