import { mayRead, pathOf } from './guard-files.ts';
import { refusal } from './refusals.ts';

/** What of DuckDB's native client is called here. */
interface Duckdb {
  open?(path?: string, config?: unknown): Promise<unknown>;
  get_or_create_from_cache?(cache: unknown, path?: string, config?: unknown): Promise<unknown>;
  connect(database: unknown): Promise<unknown>;
  query(connection: unknown, sql: string): Promise<unknown>;
  disconnect_sync(connection: unknown): void;
}

/**
 * Holds each DuckDB that is opened in this process to the files that the process may reach: native code passes
 * Node's permission model, so its own settings have to. They cannot be taken back while it is open.
 */
export function guardDuckDB(): void {
  const load = process.dlopen;
  process.dlopen = (module: object, file: string, ...more: []): void => {
    Reflect.apply(load, process, [module, file, ...more]);
    const loaded = module as { exports: Duckdb };
    if (/duckdb[^/\\]*\.node$/.test(file) && typeof loaded.exports.open === 'function')
      loaded.exports = guarded(loaded.exports);
  };
}

function guarded(duckdb: Duckdb): Duckdb {
  const { open, get_or_create_from_cache: fromCache } = duckdb;
  return Object.create(duckdb, {
    open: {
      enumerable: true,
      value: async (path?: string, config?: unknown) => {
        checkPath(path);
        return await confined(duckdb, await open?.(path, config));
      },
    },
    get_or_create_from_cache: {
      enumerable: true,
      value: async (cache: unknown, path?: string, config?: unknown) => {
        checkPath(path);
        return await confined(duckdb, await fromCache?.(cache, path, config));
      },
    },
  }) as Duckdb;
}

function checkPath(path: string | undefined): void {
  const file = path === undefined || path === '' || path.startsWith(':memory:') ? null : pathOf(path);
  if (file !== null && !mayRead(file)) throw refusal({ access: 'read', resource: file });
}

async function confined(duckdb: Duckdb, database: unknown): Promise<unknown> {
  const connection = await duckdb.connect(database);
  try {
    for (const sql of settings()) {
      // One that was opened before, or by its owner without access to anything, is confined already.
      await duckdb.query(connection, sql).catch(() => undefined);
    }
  } finally {
    duckdb.disconnect_sync(connection);
  }
  return database;
}

/** From the flags of this process, which name what it may reach. */
function settings(): readonly string[] {
  const [folders, files] = [new Set<string>(), new Set<string>()];
  for (const flag of process.execArgv) {
    const path = /^--allow-fs-(?:read|write)=(.*)$/s.exec(flag)?.[1];
    if (path === undefined) continue;
    // Which of the two it is Node 20 does not let us ask of every path that it lets us read.
    folders.add(`${path}/`);
    // DuckDB reads patterns in names of files, and looks for a log beside a database.
    for (const file of [path, path.replace(/[*?[]/g, '[$&]'), `${path}.wal`]) files.add(file);
  }
  const list = (paths: ReadonlySet<string>) =>
    [...paths].map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
  return [
    `SET allowed_directories = [${list(folders)}]`,
    `SET allowed_paths = [${list(files)}]`,
    'SET enable_external_access = false',
  ];
}
