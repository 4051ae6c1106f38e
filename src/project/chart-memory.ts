import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestFile, digestOf, hexOf } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { ChartKey, ChartMemory, DrawnChart } from '../report/charts/chart-memory.ts';
import { storeFolder } from '../store/store-folder.ts';

/** Drawings in `.labbook/index/charts`: found again by all that decides them, and drawn anew where damaged. */
export async function chartMemory(root: string): Promise<ChartMemory> {
  // The entry names its parts by hash, and the manifest pins Vega: together they are this engine.
  const files = [engineFile('labbook.js'), join(dirname(engineFile('.')), 'package.json')];
  const engine = await Promise.all(files.map(digestFile));
  const { charts } = storeFolder(join(root, '.labbook'));
  const path = ({ spec, idPrefix }: ChartKey) => {
    const key = digestOf('chart-drawing/1', { engine, spec, idPrefix });
    return join(charts, `${hexOf(key)}.json`);
  };
  return {
    async get(key) {
      try {
        return JSON.parse(await readFile(path(key), 'utf8')) as DrawnChart;
      } catch {
        return null;
      }
    },
    set: (key, drawn) => writeAtomic(path(key), JSON.stringify(drawn)),
  };
}
