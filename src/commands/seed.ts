import { dirname, join } from 'node:path';
import { engineFile } from '../base/engine-file.ts';
import { readPipeline } from '../config/read-pipeline.ts';
import { bundlerName } from '../observe/bundler-name.ts';
import { FileIndex } from '../observe/file-index.ts';
import { observePackages } from '../observe/observe-packages.ts';
import { openSource, sourceProblem } from '../run/open-source.ts';
import { resolveConnection } from '../sources/resolve-connection.ts';
import { seedConfined } from '../sources/seed-confined.ts';
import { storeFolder } from '../store/store-folder.ts';
import { type Command, hasFlag, refused, stringFlag } from './command.ts';

export const seedCommand: Command = {
  name: 'seed',
  summary: "load the tables of a source's seed module into a server",
  positionals: { label: '[source]', min: 0, max: 1 },
  options: {
    url: { type: 'string', label: '<url>', summary: "the server (default: the source's own URL)" },
    force: { type: 'boolean', summary: 'replace tables of the same names that no seed made' },
  },
  description: `Runs the module that \`embedded.seed\` of a source names against a real server, in one transaction. Tables that a seed made before are made anew; other tables are left alone.

  labbook seed --url postgres://me@localhost/market
  DATABASE_URL=postgres://me@localhost/market labbook seed`,

  async run(input, context) {
    const pipeline = await readPipeline({ root: context.root, overrides: [], env: context.env });
    if (!pipeline.ok) return refused(pipeline.error, nothingSeeded);
    const sources = Object.values(pipeline.value.sources).filter(({ embedded }) => embedded !== null);
    const given = input.positionals[0];
    const source = given === undefined ? sources[0] : sources.find(({ id }) => id === given);
    if (source === undefined || (given === undefined && sources.length > 1)) {
      const known = sources.map(({ id }) => id);
      return refused([{ kind: 'no-such-seed', given: given ?? null, known }], nothingSeeded);
    }
    const names = { source: source.id, stage: '' };
    const url = stringFlag(input, 'url') ?? source.url;
    const urlFile = source.urlFile === null ? null : join(context.root, source.urlFile);
    const resolved = resolveConnection({ url, urlFile, env: context.env });
    if (!resolved.ok) return refused([sourceProblem(resolved.error, names)], nothingSeeded);
    if (resolved.value === null) return refused([{ kind: 'no-server-to-seed' }], nothingSeeded);
    const store = storeFolder(join(context.root, '.labbook'));
    const index = new FileIndex({ folder: store.index });
    const facts = { root: context.root, store, index, env: {}, bundler: bundlerName(), stage: '' };
    const opened = await openSource({ ...source, url: null, urlFile: null }, facts);
    await index.save();
    if (!opened.ok) return refused(opened.error, nothingSeeded);
    if (opened.value.kind !== 'embedded') throw new Error('a source without a URL opened as a server');
    const { id, connectTimeoutMs, statementTimeoutMs, retries } = source;
    const { connection } = resolved.value;
    // The client is found from here, not from the project.
    const engine = { ...facts, root: dirname(engineFile('.')) };
    const client = await observePackages(['pg', 'pg-copy-streams'], engine);
    const seeded = await seedConfined({
      source: { id, connection, connectTimeoutMs, statementTimeoutMs, retries },
      bundle: opened.value.bundle,
      name: opened.value.module,
      readable: [...opened.value.readable, ...client.folders],
      isForced: hasFlag(input, 'force'),
    });
    if (!seeded.ok) return { ...refused([sourceProblem(seeded.error, names)], nothingSeeded), exitCode: 1 };
    return {
      exitCode: 0,
      json: { schema: 'labbook.seed/1', source: source.id, tables: seeded.value },
      text: `seeded ${seeded.value.join(', ')}`,
    };
  },
};

const nothingSeeded = { schema: 'labbook.seed/1', tables: [] };
