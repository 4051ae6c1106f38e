import { readFile } from 'node:fs/promises';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import type { FixedDifference, RecipeDifference } from '../model/bisection.ts';
import type { MaterialFile } from '../model/materials.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { hunksOf } from './file-hunks.ts';

/** A difference and what switching it takes: numbers of hunks are those of its file. */
export interface Switch {
  readonly told: RecipeDifference;
  readonly hunk: number | null;
}

/** Files that say how a project is built, not what its stages do: packages stay as they are installed. */
const manifests = /(^|\/)(package\.json|package-lock\.json|pipeline\.yaml|pipeline\.lock|\.npmrc)$/;

/** Everything in which two experiments' recipes part, as small as it can be switched. */
export async function findDifferences(
  [good, bad]: readonly [ExperimentRecord, ExperimentRecord],
  store: StoreFolder,
): Promise<{ readonly switches: readonly Switch[]; readonly fixed: readonly FixedDifference[] }> {
  const switches: Switch[] = [
    ...wiringDifferences(good, bad),
    ...paramDifferences(good, bad),
    ...(await fileDifferences([good, bad], store)),
    ...dataDifferences(good, bad),
  ];
  const [before, after] = [good.pipeline.seed, bad.pipeline.seed];
  if (before !== after) switches.push({ told: { kind: 'seed', before, after }, hunk: null });
  return { switches, fixed: fixedDifferences(good, bad) };
}

function wiringDifferences(good: ExperimentRecord, bad: ExperimentRecord): readonly Switch[] {
  const wired = ({ params: _, description: __, ...rest }: StageSpec) => canonicalJson(rest);
  const [before, after] = [good, bad].map(
    ({ pipeline }) => new Map(pipeline.stages.map((one) => [one.id, wired(one)])),
  );
  const ids = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  const stages = ids.filter((id) => before?.get(id) !== after?.get(id));
  return stages.length === 0 ? [] : [{ told: { kind: 'wiring', stages }, hunk: null }];
}

function paramDifferences(good: ExperimentRecord, bad: ExperimentRecord): readonly Switch[] {
  const found = new Map<string, { name: string; stages: string[]; before: Json; after: Json }>();
  for (const stage of good.pipeline.stages) {
    const other = bad.pipeline.stages.find(({ id }) => id === stage.id);
    if (other === undefined) continue;
    for (const [path, before, after] of changedLeaves(stage.params, other.params)) {
      // One parameter of the pipeline that several stages refer to is one difference.
      const own = `${stage.id}.${path}`;
      const shared = [...found.values()].find(
        (one) =>
          one.name.endsWith(`.${path}`) &&
          canonicalJson([one.before, one.after]) === canonicalJson([before, after]),
      );
      if (shared !== undefined) shared.stages.push(stage.id);
      else found.set(own, { name: own, stages: [stage.id], before, after });
    }
  }
  return [...found.values()].map((one) => {
    const path = one.name.slice(one.name.indexOf('.') + 1);
    const isTop =
      canonicalJson(good.pipeline.params[path] ?? null) === canonicalJson(one.before) &&
      canonicalJson(bad.pipeline.params[path] ?? null) === canonicalJson(one.after);
    return { told: { kind: 'param', ...one, name: isTop ? `params.${path}` : one.name }, hunk: null };
  });
}

/** Values that differ, by path; lists are one value. */
function changedLeaves(before: Json, after: Json, path = ''): readonly (readonly [string, Json, Json])[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changedLeaves(before[key] ?? null, after[key] ?? null, path === '' ? key : `${path}.${key}`),
    );
  }
  return canonicalJson(before) === canonicalJson(after) ? [] : [[path, before, after]];
}

async function fileDifferences(
  [good, bad]: readonly [ExperimentRecord, ExperimentRecord],
  store: StoreFolder,
): Promise<readonly Switch[]> {
  const [before, after] = [filesOf(good), filesOf(bad)];
  const found: Switch[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].filter(
    (one) => !manifests.test(one),
  )) {
    const [was, is] = [before.get(path), after.get(path)];
    if (was?.blob === is?.blob) continue;
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const hunks =
      was && is && /\.[cm]?[jt]sx?$/.test(path)
        ? hunksOf(await textOf(was, store), await textOf(is, store))
        : [];
    if (hunks.length === 0) found.push({ told: { kind: 'file', path, change }, hunk: null });
    for (const [hunk, { line, declaration, added, removed }] of hunks.entries()) {
      const lines = Math.max(added.split('\n').length, removed.split('\n').length) - 1;
      found.push({ told: { kind: 'code', path, line, declaration, lines }, hunk });
    }
  }
  return found;
}

/** A record's files by path: sources and file inputs. */
export function filesOf({ materials }: ExperimentRecord): ReadonlyMap<string, MaterialFile> {
  return new Map(
    [...(materials?.files ?? []), ...(materials?.inputs ?? [])].map((file) => [file.path, file]),
  );
}

export async function textOf({ blob }: MaterialFile, store: StoreFolder): Promise<string> {
  return await readFile(store.blob(blob), 'utf8');
}

function dataDifferences(good: ExperimentRecord, bad: ExperimentRecord): readonly Switch[] {
  const outside = good.pipeline.stages.filter(
    ({ work, network }) => work.kind === 'extract' || network != null,
  );
  return outside.flatMap(({ id }): readonly Switch[] => {
    const contents = [good, bad].map(({ stages }) =>
      canonicalJson(
        stages.find((stage) => stage.id === id)?.outputs.map(({ name, content }) => [name, content]) ?? [],
      ),
    );
    return contents[0] === contents[1] ? [] : [{ told: { kind: 'data', stage: id }, hunk: null }];
  });
}

function fixedDifferences(good: ExperimentRecord, bad: ExperimentRecord): readonly FixedDifference[] {
  const found = new Map<string, FixedDifference>();
  for (const { id, recipe } of good.stages) {
    const other = bad.stages.find((stage) => stage.id === id)?.recipe;
    if (recipe === null || other === null || other === undefined) continue;
    const [was, is] = [versionsOf(recipe.packages), versionsOf(other.packages)];
    for (const name of new Set([...was.keys(), ...is.keys()])) {
      const [before, after] = [was.get(name) ?? null, is.get(name) ?? null];
      // What only the code's imports added or took away is switched with the code.
      if (before === null || after === null || before === after) continue;
      found.set(`package ${name}`, { kind: 'package', name, before, after });
    }
    for (const name of ['node', 'platform', 'arch'] as const) {
      const [before, after] = [recipe.runtime[name], other.runtime[name]];
      if (before !== after) found.set(name, { kind: 'runtime', name, before, after });
    }
  }
  return [...found.values()];
}

function versionsOf(packages: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const identity of Object.keys(packages).sort()) {
    const at = identity.lastIndexOf('@');
    const [name, version] = [identity.slice(0, at), identity.slice(at + 1)];
    versions.set(name, versions.has(name) ? `${versions.get(name)}, ${version}` : version);
  }
  return versions;
}
