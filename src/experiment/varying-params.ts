import { canonicalJson } from '../base/canonical-json.ts';
import type { ExperimentSummary } from './experiment-summary.ts';

/**
 * The params that are not the same in all of these experiments (one that lacks a param differs from one that
 * has it), in the order they first come. A stage's param that only repeats one of the pipeline (`horizon`
 * and `label.horizon`) is told once, under the shorter name.
 */
export function varyingParams(experiments: readonly Pick<ExperimentSummary, 'params'>[]): readonly string[] {
  const names = new Set(experiments.flatMap(({ params }) => Object.keys(params)));
  const varying: string[] = [];
  const told = new Set<string>();
  for (const name of names) {
    const values = experiments.map(({ params }) =>
      Object.hasOwn(params, name) ? canonicalJson(params[name]) : '',
    );
    if (values.every((value) => value === values[0])) continue;
    const key = `${name.slice(name.lastIndexOf('.') + 1)}\0${values.join('\0')}`;
    if (told.has(key)) continue;
    told.add(key);
    varying.push(name);
  }
  return varying;
}
