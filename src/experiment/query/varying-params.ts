import { canonicalJson } from '../../base/canonical-json.ts';
import type { ExperimentSummary } from './experiment-summary.ts';

/**
 * The params of which these experiments have at least two values, in the order they first come; one that lacks a
 * param (its stage never ran, or did not exist yet) says nothing of it. A stage's param that only repeats one of the pipeline (`horizon`
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
    if (new Set(values.filter((value) => value !== '')).size < 2) continue;
    const key = `${name.slice(name.lastIndexOf('.') + 1)}\0${values.join('\0')}`;
    if (told.has(key)) continue;
    told.add(key);
    varying.push(name);
  }
  return varying;
}
