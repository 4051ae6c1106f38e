/** Loaded before anything else in a process that runs the project's code, and in each of its threads. */
import { syncBuiltinESMExports } from 'node:module';
import { guardFiles } from './guard-files.ts';
import { guardPrograms } from './guard-programs.ts';
import { guardSqlite } from './guard-sqlite.ts';
import { guardWorkers } from './guard-workers.ts';

guardFiles();
guardPrograms();
guardSqlite();
guardWorkers();
syncBuiltinESMExports();
