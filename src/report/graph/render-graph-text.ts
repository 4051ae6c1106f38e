import { formatSeconds } from '../../words/format-value.ts';
import { states } from '../../words/states.ts';
import type { GraphStage } from './graph-stage.ts';

/**
 * The graph for a terminal, a line a stage, in the order given (which has dependencies first). A lane to the
 * left goes down to each stage that waits for results of stages above it:
 *
 * ```
 * ○      split
 * ├─┬─╮
 * ○ │ │  train-network
 * ╰─┼─┤
 *   ○ │  train-forest
 *   ╰─┤
 *     ○  evaluate
 * ```
 */
export function renderGraphText(stages: readonly GraphStage[]): string {
  const rows = drawRows(stages);
  const gutterWidth = Math.max(0, ...rows.map((row) => row.gutter.length));
  const idWidth = Math.max(0, ...stages.map((stage) => stage.id.length));
  return rows
    .map(({ gutter, stage }) => {
      const left = gutter.padEnd(gutterWidth);
      return `${(stage === null ? left : `${left}  ${wordsOf(stage, idWidth)}`).trimEnd()}\n`;
    })
    .join('');
}

interface Row {
  readonly gutter: string;
  /** The stage whose line this is; null for a line that only leads lanes. */
  readonly stage: GraphStage | null;
}

/** A lane is the id of the stage that it leads to, or null where there is room for one. */
type Lane = string | null;

function drawRows(stages: readonly GraphStage[]): readonly Row[] {
  const rows: Row[] = [];
  let lanes: readonly Lane[] = [];
  for (const stage of stages) {
    const home = lanes.includes(stage.id) ? lanes.indexOf(stage.id) : freeLane(lanes);
    const sign = stage.state === undefined ? '○' : states[stage.state].sign;
    rows.push({ gutter: stageRow(lanes, { home, sign }), stage });
    const before = lanes;
    const after = lanes.map((lane) => (lane === stage.id ? null : lane));
    const readers = stages.filter((reader) => reader.id !== stage.id && reader.dependsOn.includes(stage.id));
    const targets = readers.map((reader) => {
      if (after.includes(reader.id)) return after.indexOf(reader.id);
      // The stage's own lane goes on to the first that waits for it alone so far.
      const place = (after[home] ?? null) === null ? home : freeLane(after);
      while (after.length <= place) after.push(null);
      after[place] = reader.id;
      return place;
    });
    if (targets.some((target) => target !== home)) {
      rows.push({ gutter: leadRow({ before, after, joined: [home, ...targets] }), stage: null });
    }
    while (after.at(-1) === null) after.pop();
    lanes = after;
  }
  return rows;
}

function freeLane(lanes: readonly Lane[]): number {
  const free = lanes.indexOf(null);
  return free === -1 ? lanes.length : free;
}

function stageRow(lanes: readonly Lane[], own: { readonly home: number; readonly sign: string }): string {
  const width = Math.max(lanes.length, own.home + 1);
  return Array.from({ length: width }, (_, lane) =>
    lane === own.home ? own.sign : (lanes[lane] ?? null) === null ? ' ' : '│',
  ).join(' ');
}

/** The lanes above and below a row, and those that are joined in it by a line across. */
function leadRow(row: {
  readonly before: readonly Lane[];
  readonly after: readonly Lane[];
  readonly joined: readonly number[];
}): string {
  const [from, to] = [Math.min(...row.joined), Math.max(...row.joined)];
  const width = Math.max(row.before.length, row.after.length, to + 1);
  return Array.from({ length: width }, (_, lane) => {
    const isUp = (row.before[lane] ?? null) !== null || lane === row.joined[0];
    const isDown = (row.after[lane] ?? null) !== null;
    const isLeft = from < lane && lane <= to;
    const isRight = from <= lane && lane < to;
    const line = [isUp, isDown, isLeft, isRight].map(Number).join('');
    return `${lines[line] ?? ' '}${isRight ? '─' : ' '}`;
  })
    .join('')
    .trimEnd();
}

/** Box-drawing characters by whether they reach up, down, left, right. */
const lines: Readonly<Record<string, string>> = {
  '1100': '│',
  '1101': '├',
  '1110': '┤',
  '1111': '┼',
  '0101': '╭',
  '0110': '╮',
  '0111': '┬',
  '1001': '╰',
  '1010': '╯',
  '1011': '┴',
  '0011': '─',
};

function wordsOf(stage: GraphStage, idWidth: number): string {
  const state = stage.state === undefined ? '' : states[stage.state].word.padEnd(8);
  const seconds = stage.seconds === undefined ? '' : formatSeconds(stage.seconds);
  return [
    stage.id.padEnd(idWidth),
    state,
    seconds.padEnd(stage.state === undefined ? 0 : 8),
    stage.reason ?? '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}
