import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { labbookVersion } from '../base/labbook-version.ts';
import { isSupportedNode, supportedNodes } from '../base/supported-node.ts';
import { readPipeline } from '../config/read-pipeline.ts';
import { listRecords } from '../experiment/query/list-records.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { observeGit } from '../observe/git-state.ts';
import type { Connection } from '../sources/connection.ts';
import { resolveConnection } from '../sources/resolve-connection.ts';
import { storedFiles } from '../store/collect-garbage.ts';
import { storeFolder } from '../store/store-folder.ts';
import { formatBytes } from '../words/format-value.ts';
import { filesText } from '../words/store-text.ts';
import type { Style } from '../words/style.ts';
import type { Command, CommandContext } from './command.ts';
import { type Finding, finding } from './finding.ts';
import { folderFindings } from './folder-findings.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check what labbook needs here: Node, packages, disk, pipeline, sources, git',
  positionals: { label: '', min: 0, max: 0 },
  options: {},
  description: `Looks at everything that a run leans on and says what to do about what it finds. Exits with 1 where something would keep a run from working.`,

  async run(_input, context) {
    const pipeline = await readPipeline({ root: context.root, overrides: [], env: context.env });
    const findings = [
      nodeFinding(),
      ...(await packageFindings()),
      ...(await folderFindings(context.root, pipeline.ok ? pipeline.value : null)),
      await diskFinding(context.root),
      await storeFinding(context.root),
      machineFinding(),
      pipeline.ok
        ? finding('pipeline.yaml', { state: 'ok', detail: `${pipeline.value.stages.length} stages` })
        : finding('pipeline.yaml', {
            state: 'broken',
            detail: `${pipeline.error.length} problems`,
            fix: 'labbook status tells them',
          }),
      ...(pipeline.ok ? await sourceFindings(pipeline.value, context) : []),
      await gitFinding(context.root),
    ];
    const { experiments, problems } = await listRecords(context.root);
    findings.push(
      finding('records', {
        state: problems.length === 0 ? 'ok' : 'broken',
        detail: `${experiments.length} can be read${problems.length === 0 ? '' : `, ${problems.length} cannot`}`,
      }),
    );
    // What is wrong with records keeps no run from working; they are told with an exit code of their own.
    const isBroken = findings.some(({ what, state }) => state === 'broken' && what !== 'records');
    return {
      exitCode: isBroken ? 1 : 0,
      json: { schema: 'labbook.doctor/1', labbook: labbookVersion(), findings },
      text: findings.map((one) => findingText(one, context.style)).join('\n'),
      problems,
    };
  },
};

function nodeFinding(): Finding {
  const isEnough = isSupportedNode(process.versions.node);
  return finding('Node', {
    state: isEnough ? 'ok' : 'broken',
    detail: process.versions.node,
    ...(isEnough ? {} : { fix: `labbook needs ${supportedNodes}` }),
  });
}

async function packageFindings(): Promise<readonly Finding[]> {
  const heavy: Readonly<Record<string, () => Promise<unknown>>> = {
    '@duckdb/node-api': async () => {
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(':memory:');
      instance.closeSync();
    },
    esbuild: async () => (await import('esbuild')).transform('const a: number = 1', { loader: 'ts' }),
    '@tensorflow/tfjs-core': () => import('@tensorflow/tfjs-core'),
  };
  return await Promise.all(
    Object.entries(heavy).map(async ([name, use]) => {
      try {
        await use();
        return finding(name, { state: 'ok', detail: 'works' });
      } catch (error) {
        const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
        return finding(name, { state: 'broken', detail, fix: 'npm ci' });
      }
    }),
  );
}

async function diskFinding(root: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const isLow = free < 2 ** 30;
  return finding('disk', {
    state: isLow ? 'warning' : 'ok',
    detail: `${formatBytes(free)} free`,
    ...(isLow ? { fix: 'make room: every result is kept in .labbook/store' } : {}),
  });
}

async function storeFinding(root: string): Promise<Finding> {
  const files = await storedFiles(storeFolder(join(root, '.labbook')));
  return finding('store', { state: 'ok', detail: filesText(files) });
}

function machineFinding(): Finding {
  return finding('machine', {
    state: 'ok',
    detail: `${availableParallelism()} cores, ${formatBytes(totalmem())} memory`,
  });
}

async function sourceFindings(pipeline: Pipeline, context: CommandContext): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const spec of Object.values(pipeline.sources)) {
    const what = `source ${spec.id}`;
    const urlFile = spec.urlFile === null ? null : join(context.root, spec.urlFile);
    const resolved = resolveConnection({ url: spec.url, urlFile, env: context.env });
    if (!resolved.ok) {
      const detail = 'reason' in resolved.error ? String(resolved.error.reason) : resolved.error.kind;
      found.push(finding(what, { state: 'broken', detail, fix: `correct sources.${spec.id}.url` }));
    } else if (resolved.value !== null) {
      const { serverName } = await import('../sources/connection.ts');
      const { endClient, openClient } = await import('../sources/open-client.ts');
      const source = { ...spec, connection: resolved.value.connection };
      const opened = await openClient(source);
      const { mayWrite } = await import('../sources/may-write.ts');
      // What cannot be asked is no finding.
      const writes = opened.ok && (await mayWrite(opened.value).catch(() => false));
      if (opened.ok) await endClient(opened.value);
      const { describeSourceProblem } = await import('../words/describe-source-problem.ts');
      const words = opened.ok ? null : describeSourceProblem(opened.error, { source: spec.id, stage: '' });
      found.push(
        words === null
          ? serverFinding(what, {
              connection: resolved.value.connection,
              server: serverName(resolved.value.connection),
              writes,
            })
          : finding(what, { state: 'broken', detail: words.what, fix: words.fix }),
      );
    } else if (spec.embedded === null) {
      found.push(finding(what, { state: 'broken', detail: 'no URL', fix: `give sources.${spec.id}.url` }));
    } else {
      found.push(await embeddedFinding(what));
    }
  }
  return found;
}

function serverFinding(
  what: string,
  { connection, server, writes }: { connection: Connection; server: string; writes: boolean },
): Finding {
  if (!writes) return finding(what, { state: 'ok', detail: `${server} answers` });
  return finding(what, {
    state: 'warning',
    detail: `${server} answers; role "${connection.user}" may write there`,
    fix: 'read as a role that may not: CREATE ROLE reader LOGIN; GRANT pg_read_all_data TO reader',
  });
}

async function embeddedFinding(what: string): Promise<Finding> {
  try {
    await import('@electric-sql/pglite');
    return finding(what, { state: 'ok', detail: 'an embedded Postgres, seeded at each read' });
  } catch {
    const fix = 'npm install --save-dev @electric-sql/pglite @electric-sql/pglite-socket';
    return finding(what, { state: 'broken', detail: 'no URL, and no embedded Postgres is installed', fix });
  }
}

async function gitFinding(root: string): Promise<Finding> {
  const git = await observeGit(root);
  return git === null
    ? finding('git', {
        state: 'warning',
        detail: 'not a git work tree',
        fix: 'git init: records then name the commit that made them',
      })
    : finding('git', {
        state: 'ok',
        detail: `${git.commit.slice(0, 10)}${git.isDirty ? ', with changes' : ''}`,
      });
}

function findingText({ what, state, detail, fix }: Finding, style: Style): string {
  const mark = { ok: style.green('✓'), warning: style.yellow('!'), broken: style.red('✗') }[state];
  return `${mark} ${what.padEnd(22)} ${detail}${fix === '' ? '' : `\n  ${' '.repeat(22)} ${style.dim(fix)}`}`;
}
