import type { NotKept } from '../model/materials.ts';
import { list } from './counted.ts';

/**
 * What an experiment cannot be made again from elsewhere, a sentence a kind: `stages/lib/x.ts (outside the
 * project)`. Empty where everything is kept.
 */
export function notKeptWords(notKept: readonly NotKept[]): readonly string[] {
  const of = <K extends NotKept['kind']>(kind: K) =>
    notKept.filter((one): one is Extract<NotKept, { kind: K }> => one.kind === kind);
  const outside = of('file-outside').map(({ path }) => path);
  const changed = of('file-changed').map(({ path }) => path);
  const names = of('environment').map(({ name }) => name);
  const packages = of('package-unlocked').map(({ name }) => name);
  return [
    ...(outside.length > 0 ? [`${list(outside)}: outside the project`] : []),
    ...(changed.length > 0 ? [`${list(changed)}: edited while the run began`] : []),
    ...(names.length > 0 ? [`the value of ${list(names)}: environment values are never stored`] : []),
    ...(packages.length > 0
      ? [`what ${list(packages)} ${packages.length === 1 ? 'holds' : 'hold'}: not in package-lock.json`]
      : []),
    ...(of('lock-missing').length > 0 ? ['which packages to install: there is no package-lock.json'] : []),
  ];
}
