/** One extraction in a process of its own, so that its peak memory is its own: prints JSON. */
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { resolveConnection } from '../../src/sources/resolve-connection.ts';

const { url, query, key, outputPath } = JSON.parse(process.argv[2] ?? '{}');
const resolved = resolveConnection({ url, urlFile: null, env: {} });
if (!resolved.ok || resolved.value === null) throw new Error('no connection');
// The first extraction of a process also loads pg and DuckDB; that is part of its time, as psql's start is.
const begun = performance.now();
const extracted = await extractSnapshot({
  source: {
    id: 'bench',
    connection: resolved.value.connection,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: null,
    retries: 0,
  },
  tables: [{ name: 'ticks', query, key, time: ['ts'], append: null, as: {}, allowEmpty: false }],
  outputPath,
});
if (!extracted.ok) throw new Error(JSON.stringify(extracted.error));
const { user, system } = process.cpuUsage();
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
    rows: extracted.value.info.tables[0]?.rows,
    content: extracted.value.info.content,
  }),
);
