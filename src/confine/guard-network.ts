/**
 * Loaded besides `guard-process` where no network is declared: what comes from there is in no recipe. Closes
 * sockets of the network and of the machine both ways, and DuckDB's own way to files and to the network.
 */
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { guardDuckDB } from './guard-duckdb.ts';
import { guardOutbound, refuse } from './guard-outbound.ts';

guardOutbound();
refuse(net.Server.prototype, 'listen');
guardDuckDB();
syncBuiltinESMExports();
