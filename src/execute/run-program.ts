import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isJsonObject, type Json } from '../base/json.ts';
import type { Metric } from '../model/metric.ts';
import { checkMetric } from './check-metric.ts';
import type { StageMessage, StageTask } from './stage-message.ts';

type Exited = Extract<StageMessage, { kind: 'exited' }>;

/**
 * Runs a stage's program to its end in this process's group, so that it ends with it; null where it ended well. What
 * it writes to stdout and stderr goes where this process's own would.
 */
export async function runProgram(
  program: NonNullable<StageTask['program']>,
  seed: number,
): Promise<Exited | null> {
  const [file = '', ...args] = program.argv;
  const child = spawn(file, args, {
    cwd: program.folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      LABBOOK_SEED: String(seed),
      // Python orders sets by it, and shows what it prints as it comes.
      PYTHONHASHSEED: String(seed),
      PYTHONUNBUFFERED: '1',
    },
  });
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      resolve({ kind: 'exited', exitCode: null, signal: null, code });
    });
    child.once('exit', (exitCode, signal) =>
      resolve(exitCode === 0 ? null : { kind: 'exited', exitCode, signal, code: null }),
    );
  });
}

/**
 * The metrics that a JSON file gives: numbers, or `{ "value": …, "interval": […] }`, by name; those of a mapping
 * inside by its name and a dot. Throws, with the metric's name, where one is none.
 */
export function readMetrics(path: string): Readonly<Record<string, Metric>> {
  const metrics: Record<string, Metric> = {};
  const add = (name: string, value: Json): void => {
    const isMetric = isJsonObject(value) && Object.hasOwn(value, 'value');
    if (isJsonObject(value) && !isMetric) {
      for (const [key, member] of Object.entries(value)) add(name === '' ? key : `${name}.${key}`, member);
      return;
    }
    if (name === '') throw new Error('the file of metrics holds no mapping of names to numbers');
    const metric = isMetric ? value : { value };
    checkMetric(name, metric);
    metrics[name] = metric as unknown as Metric;
  };
  add('', parse(path));
  return metrics;
}

function parse(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    // Python writes NaN and Infinity, which are no JSON.
    throw new Error(
      `the file of metrics cannot be read as JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}
