/** As `guard-network`, for a process that is asked by others and asks none: an embedded server with its seed. */
import { syncBuiltinESMExports } from 'node:module';
import { guardDuckDB } from './guard-duckdb.ts';
import { guardOutbound } from './guard-outbound.ts';

guardOutbound();
guardDuckDB();
syncBuiltinESMExports();
