import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { childPath } from './document-path.ts';
import { type MatrixCell, matrixCells } from './matrix-cells.ts';
import { nearName } from './near-name.ts';
import type { Report } from './places.ts';

/** A document in which every matrix is written out. */
export interface Expanded {
  readonly value: Json;
  /** Stage of a matrix → the stage as the file names it. */
  readonly origins: ReadonlyMap<string, string>;
  /** Paths of the stages and inputs that were made here, whose names no file may hold. */
  readonly made: ReadonlySet<string>;
  /** Whether a matrix could not be written out, so that what else there is to say of stages means nothing. */
  readonly isBroken: boolean;
}

/**
 * Writes each stage with a `matrix:` out as one stage a cell, `train@forest,7`, with `${matrix.…}` followed; an input
 * `train.*` as one input a cell, `models@forest,7`. Leaves out `x-…` at the top, which anchors stand under.
 */
export function expandMatrices(root: Json, report: Report): Expanded {
  if (!isJsonObject(root)) return { value: root, origins: new Map(), made: new Set(), isBroken: false };
  const plain = Object.fromEntries(Object.entries(root).filter(([key]) => !key.startsWith('x-')));
  if (!isJsonObject(plain.stages))
    return { value: plain, origins: new Map(), made: new Set(), isBroken: false };
  const origins = new Map<string, string>();
  const cellsOf = new Map<string, readonly MatrixCell[]>();
  let isBroken = false;
  const stages: [id: string, stage: Json][] = [];
  for (const [id, stage] of Object.entries(plain.stages)) {
    if (!isJsonObject(stage) || !Object.hasOwn(stage, 'matrix')) {
      stages.push([id, stage]);
      continue;
    }
    const { matrix = null, ...rest } = stage;
    const cells = matrixCells(matrix, { at: `stages.${id}.matrix`, report });
    if (cells === null) {
      isBroken = true;
      continue;
    }
    cellsOf.set(id, cells);
    for (const [i, cell] of cells.entries()) {
      origins.set(`${id}@${cell.name}`, id);
      // What is wrong with one cell is wrong with all: it is told of the first.
      const told = i === 0 ? report : () => undefined;
      stages.push([`${id}@${cell.name}`, withValues(rest, { cell, path: `stages.${id}`, report: told })]);
    }
  }
  const made = new Set([...origins.keys()].map((id) => `stages.${id}`));
  if (cellsOf.size === 0) return { value: plain, origins, made, isBroken };
  const known = new Map(stages);
  const written = stages.map(([id, stage]): [string, Json] => {
    if (!isJsonObject(stage) || !isJsonObject(stage.inputs)) return [id, stage];
    const inputs = Object.entries(stage.inputs).flatMap(([name, input]) => {
      const all = allCells(input, { cellsOf, known });
      for (const [cell] of all ?? []) made.add(`stages.${id}.inputs.${name}@${cell}`);
      return (
        all?.map(([cell, reference]): [string, Json] => [`${name}@${cell}`, reference]) ?? [
          [name, input] as [string, Json],
        ]
      );
    });
    return [id, { ...stage, inputs: Object.fromEntries(inputs) }];
  });
  return { value: { ...plain, stages: Object.fromEntries(written) }, origins, made, isBroken };
}

/** The outputs that `train.*` or `train.*.model` names, by cell; null where it is another input. */
function allCells(
  input: Json,
  {
    cellsOf,
    known,
  }: {
    readonly cellsOf: ReadonlyMap<string, readonly MatrixCell[]>;
    readonly known: ReadonlyMap<string, Json>;
  },
): readonly (readonly [cell: string, reference: string])[] | null {
  const [, id = '', output] =
    (typeof input === 'string' ? /^([\w-]+)\.\*(?:\.([\w-]+))?$/.exec(input) : null) ?? [];
  return (
    cellsOf.get(id)?.map(({ name }) => {
      const stage = known.get(`${id}@${name}`);
      const outputs = isJsonObject(stage) && isJsonObject(stage.outputs) ? Object.keys(stage.outputs) : [];
      // Of several outputs none is meant by itself: the reference is told as one that names nothing.
      return [name, `${id}@${name}.${output ?? (outputs.length === 1 ? outputs[0] : '*')}`] as const;
    }) ?? null
  );
}

const reference = /\$?\$\{\s*matrix\.([^{}]*?)\s*\}/g;

/** A copy of a part of a stage in which each `${matrix.…}` is followed: a text that is one becomes the value itself. */
function withValues(
  value: Json,
  { cell, path, report }: { readonly cell: MatrixCell; readonly path: string; readonly report: Report },
): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json, i) => withValues(item, { cell, path: childPath(path, String(i)), report }));
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      withValues(item, { cell, path: childPath(path, key), report }),
    ]);
    return Object.fromEntries(entries) as JsonObject;
  }
  if (typeof value !== 'string' || !value.includes('matrix.')) return value;
  const lookUp = (words: string, name: string): Json => {
    const found = Object.hasOwn(cell.values, name) ? cell.values[name] : undefined;
    if (found !== undefined) return found;
    const known = Object.keys(cell.values);
    const facts = {
      kind: 'unknown-reference',
      what: 'matrix',
      given: name,
      near: nearName(name, known),
      known,
    } as const;
    report(facts, path, { words });
    return '';
  };
  const whole = /^\$\{\s*matrix\.([^{}]*?)\s*\}$/.exec(value);
  if (whole !== null) return lookUp(value, whole[1] ?? '');
  return value.replace(reference, (words: string, name: string) =>
    words.startsWith('$$') ? words : String(lookUp(words, name)),
  );
}
