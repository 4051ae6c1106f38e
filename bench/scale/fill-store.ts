import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openProject } from '../../src/project/open-project.ts';
import { runPipeline } from '../../src/run/run-pipeline.ts';

/**
 * Brings the stages of a bench's project up to date without a process each, which would take an hour for ten
 * thousand: what the stage would write is written here. Everything else happens as in any run.
 */
export async function fillStore(root: string, text: (params: { n: number }) => string): Promise<void> {
  const opened = await openProject({ root, env: process.env, overrides: [] });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error.slice(0, 3), null, 2));
  const { pipeline, observation, store, index, sources } = opened.value;
  const { signal } = new AbortController();
  const end = await runPipeline(
    {
      run: 'bench',
      stages: pipeline.stages,
      observation,
      isForced: () => false,
      jobs: 8,
      isKeepGoing: false,
    },
    {
      root,
      store,
      index,
      signal,
      now: () => new Date(),
      emit: () => undefined,
      lend: sources.lend,
      remember: sources.remember,
      async spawn({ task }) {
        for (const { path } of Object.values(task.outputs)) {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text(task.params as { n: number }));
        }
        return { ok: true, message: { kind: 'ran', metrics: {}, contents: {}, tables: {}, refusals: [] } };
      },
    },
  );
  await index.save();
  if (end.state !== 'ok') throw new Error(`filling the store ended ${end.state}`);
}
