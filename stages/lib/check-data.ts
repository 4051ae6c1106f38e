import { type Columns, numericColumn, textColumn } from 'labbook/learn';
import { type CheckedTables, type DataProfile, labelledDays } from './data-profile.ts';

/** How far data may be from those that were accepted last. */
export interface DataLimits {
  /** Shares of accepted days, posts and labels. */
  readonly maxLost: number;
  readonly maxGrowth: number;
  readonly maxFlipped: number;
  /** The largest change of a price from one day to the next, as a share. */
  readonly maxMove: number;
}

/** One thing that was counted, against its limit. */
export interface DataFigure {
  readonly name: string;
  readonly symbol: string;
  readonly found: number;
  readonly limit: number;
  /** The figure in words. */
  readonly text: string;
}

/** Counts what is out of range in each symbol's rows. Each figure's limit is 0. */
export function rangeFigures(
  { market, sentiment }: Pick<CheckedTables, 'market' | 'sentiment'>,
  { maxMove }: Pick<DataLimits, 'maxMove'>,
): readonly DataFigure[] {
  const close = numericColumn(market, 'close');
  const symbols = textColumn(market, 'symbol');
  const isMove = (row: number) =>
    row > 0 &&
    symbols[row] === symbols[row - 1] &&
    Math.abs((close[row] ?? 0) / (close[row - 1] ?? 0) - 1) > maxMove;
  const volume = numericColumn(market, 'volume');
  const score = numericColumn(sentiment, 'score');
  return [
    ...countedBySymbol(market, {
      name: 'price',
      text: 'prices that are not above 0',
      isOut: (row) => !((close[row] ?? 0) > 0),
    }),
    ...countedBySymbol(market, {
      name: 'move',
      text: `prices over ${100 * maxMove} % away from the day before`,
      isOut: isMove,
    }),
    ...countedBySymbol(market, {
      name: 'volume',
      text: 'volumes below 0',
      isOut: (row) => !((volume[row] ?? 0) >= 0),
    }),
    ...countedBySymbol(sentiment, {
      name: 'sentiment',
      text: 'sentiment scores outside −1 to 1',
      isOut: (row) => !(Math.abs(score[row] ?? 0) <= 1),
    }),
  ];
}

/** Rows that went or came and labels that flipped since the data that were accepted, as shares, by symbol. */
export function changeFigures(
  now: DataProfile,
  accepted: DataProfile,
  limits: DataLimits,
): readonly DataFigure[] {
  const isSameLabelling = now.horizon === accepted.horizon && now.threshold === accepted.threshold;
  return Object.entries(accepted.symbols).flatMap(([symbol, before]) => {
    const after = now.symbols[symbol] ?? { days: 0, posts: 0, labels: {} };
    const rows = (['days', 'posts'] as const).flatMap((what): readonly DataFigure[] => {
      const [was, is] = [before[what], after[what]];
      const share = was === 0 ? 0 : (is - was) / was;
      const text = `${is} ${what}, where ${was} were accepted`;
      return share < 0
        ? [{ name: `${what} lost`, symbol, found: -share, limit: limits.maxLost, text }]
        : [{ name: `${what} gained`, symbol, found: share, limit: limits.maxGrowth, text }];
    });
    if (!isSameLabelling) return rows;
    const [old, current] = [labelledDays(before), labelledDays(after)];
    const common = [...old.keys()].filter((day) => current.has(day));
    const flipped = common.filter((day) => old.get(day) !== current.get(day));
    const found = common.length === 0 ? 0 : flipped.length / common.length;
    const which = flipped.length === 0 ? '' : `, the first on ${flipped[0]}`;
    const text = `${flipped.length} of ${common.length} labels flipped${which}`;
    return [...rows, { name: 'labels flipped', symbol, found, limit: limits.maxFlipped, text }];
  });
}

function countedBySymbol(
  table: Columns,
  { name, text, isOut }: { name: string; text: string; isOut: (row: number) => boolean },
): readonly DataFigure[] {
  const counts = new Map<string, number>();
  for (const [row, symbol] of textColumn(table, 'symbol').entries()) {
    counts.set(symbol ?? '', (counts.get(symbol ?? '') ?? 0) + (isOut(row) ? 1 : 0));
  }
  return [...counts].map(([symbol, found]) => ({ name, symbol, found, limit: 0, text: `${found} ${text}` }));
}
