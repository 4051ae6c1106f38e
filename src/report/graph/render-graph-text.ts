import { formatSeconds } from '../format-value.ts';
import { stateSign, stateWord } from '../state-icon.ts';
import type { GraphStage } from './graph-stage.ts';

/**
 * The graph for a terminal, a line a stage, in the order given (which has dependencies first). Lanes to the
 * left carry each result down to the stages that read it, as `git log --graph` draws commits:
 *
 * ```
 * ○      split
 * ├─╮
 * ○ │    train-network
 * │ ○    train-forest
 * ├─╯
 * ○      evaluate
 * ```
 */
export function renderGraphText(stages: readonly GraphStage[]): string {
  const known = new Set(stages.map((stage) => stage.id));
  const drawn: { readonly gutter: string; readonly stage: GraphStage | null }[] = [];
  // Each lane waits for one reader of one stage's result.
  let lanes: (Lane | null)[] = [];
  for (const stage of stages) {
    const entering = lanes.flatMap((lane, index) => (lane?.reader === stage.id ? [index] : []));
    const home = entering[0] ?? freeLane(lanes);
    if (entering.length > 1) drawn.push({ gutter: joinRow(lanes, entering), stage: null });
    lanes = lanes.map((lane) => (lane?.reader === stage.id ? null : lane));
    while (lanes.length <= home) lanes.push(null);
    drawn.push({ gutter: rowOf(lanes, home, signOf(stage)), stage });
    const readers = stages.filter((reader) => reader.dependsOn.includes(stage.id) && known.has(reader.id));
    const targets: number[] = [];
    for (const reader of readers) {
      const lane = targets.length === 0 ? home : freeLane(lanes);
      while (lanes.length <= lane) lanes.push(null);
      lanes[lane] = { reader: reader.id };
      targets.push(lane);
    }
    if (targets.length > 1) drawn.push({ gutter: splitRow(lanes, targets), stage: null });
    while (lanes.length > 0 && lanes.at(-1) === null) lanes.pop();
  }
  const gutterWidth = Math.max(0, ...drawn.map((row) => row.gutter.trimEnd().length));
  const idWidth = Math.max(0, ...stages.map((stage) => stage.id.length));
  return drawn
    .map(({ gutter, stage }) => {
      const left = gutter.trimEnd().padEnd(gutterWidth);
      return (stage === null ? left : `${left}  ${wordsOf(stage, idWidth)}`).trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

interface Lane {
  readonly reader: string;
}

function wordsOf(stage: GraphStage, idWidth: number): string {
  const state = stage.state === undefined ? '' : stateWord(stage.state).padEnd(8);
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

function signOf(stage: GraphStage): string {
  return stage.state === undefined ? '○' : stateSign(stage.state);
}

function freeLane(lanes: readonly (Lane | null)[]): number {
  const index = lanes.indexOf(null);
  return index === -1 ? lanes.length : index;
}

function rowOf(lanes: readonly (Lane | null)[], home: number, sign: string): string {
  return lanes.map((lane, index) => (index === home ? sign : lane === null ? ' ' : '│')).join(' ');
}

function joinRow(lanes: readonly (Lane | null)[], entering: readonly number[]): string {
  return bridge(lanes, { ends: entering, last: '╯', middle: '┴' });
}

function splitRow(lanes: readonly (Lane | null)[], targets: readonly number[]): string {
  return bridge(lanes, { ends: targets, last: '╮', middle: '┬' });
}

function bridge(
  lanes: readonly (Lane | null)[],
  row: { readonly ends: readonly number[]; readonly last: string; readonly middle: string },
): string {
  const from = Math.min(...row.ends);
  const to = Math.max(...row.ends);
  return lanes
    .map((lane, index) => {
      const isInside = index >= from && index < to;
      const sign = !row.ends.includes(index)
        ? lane === null
          ? index > from && index < to
            ? '─'
            : ' '
          : index > from && index < to
            ? '┼'
            : '│'
        : index === from
          ? '├'
          : index === to
            ? row.last
            : row.middle;
      return sign + (isInside ? '─' : ' ');
    })
    .join('');
}
