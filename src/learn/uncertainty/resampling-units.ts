/** What is drawn again as a whole: a row, or all rows of one date. */
export interface ResamplingUnits {
  /** The unit of each row, counted from 0. */
  readonly unitOf: Uint32Array;
  /** How many units there are. */
  readonly count: number;
  /** How many consecutive units are drawn together; 1 for units that tell nothing of each other. */
  readonly blockLength: number;
  /** Units in no order, such as patients: what stands beside one tells nothing of it. Rows without blocks are. */
  readonly isUnordered?: boolean;
}

/** How rows hang together. */
export interface BlockOptions {
  /**
   * The block key of each row, a date as a rule: rows with one key (all symbols of a day) are drawn together.
   * Keys are ordered as numbers, or by code unit as text (ISO dates sort right).
   */
  readonly blocks?: ArrayLike<number> | readonly string[];
  /**
   * How many consecutive keys are drawn together. Labels that reach over h steps share their outcome with the
   * h − 1 next keys: give h. `chooseBlockLength` tells what a series of losses asks for beyond that.
   */
  readonly blockLength?: number;
  /** The group of each row, such as a patient, instead of blocks: rows of a group are drawn together, in no order. */
  readonly groups?: readonly string[];
}

/**
 * The units of a bootstrap over `rows` rows: the rows themselves where no blocks are given, or the distinct
 * block keys in their order. Throws on block keys of another length, of mixed or unordered kind (NaN), and on a
 * block length that is no whole number in 1 … half the number of keys: fewer than two blocks tell no spread.
 */
export function resamplingUnits(
  rows: number,
  { blocks, blockLength, groups }: BlockOptions,
): ResamplingUnits {
  if (groups !== undefined) {
    if (blocks !== undefined) throw new Error('rows are drawn by groups or by blocks, not by both');
    if (groups.length !== rows) throw new Error(`there are ${rows} rows and ${groups.length} groups`);
    return { ...orderedUnits(groups), blockLength: 1, isUnordered: true };
  }
  if (blocks === undefined) {
    if (blockLength !== undefined) throw new Error('a block length needs blocks: the date of each row');
    return {
      unitOf: Uint32Array.from({ length: rows }, (_, row) => row),
      count: rows,
      blockLength: 1,
      isUnordered: true,
    };
  }
  if (blocks.length !== rows) throw new Error(`there are ${rows} rows and ${blocks.length} block keys`);
  const { unitOf, count } = orderedUnits(blocks);
  if (blockLength === undefined) {
    throw new Error(
      'blocks need a blockLength: at least the number of dates that a label reaches over, or 1',
    );
  }
  if (!Number.isInteger(blockLength) || blockLength < 1) {
    throw new Error(`the block length is ${blockLength}; it must be a positive integer`);
  }
  if (blockLength > 1 && blockLength * 2 > count) {
    throw new Error(`${count} distinct block keys hold fewer than two blocks of ${blockLength}`);
  }
  return { unitOf, count, blockLength };
}

function orderedUnits(blocks: ArrayLike<number> | readonly string[]): { unitOf: Uint32Array; count: number } {
  const keys = new Set<number | string>();
  for (let row = 0; row < blocks.length; row++) {
    const key = blocks[row] as number | string;
    if (typeof key !== typeof blocks[0]) throw new Error('block keys must be all numbers or all text');
    if (typeof key === 'number' ? Number.isNaN(key) : typeof key !== 'string') {
      throw new Error(`the block key at row ${row} is ${key}; it must be a number or text`);
    }
    keys.add(key);
  }
  const ordered = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const unitOfKey = new Map(ordered.map((key, unit) => [key, unit]));
  const unitOf = new Uint32Array(blocks.length);
  for (let row = 0; row < unitOf.length; row++) unitOf[row] = unitOfKey.get(blocks[row] as number | string)!;
  return { unitOf, count: ordered.length };
}
