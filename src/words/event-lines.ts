import type { RunEvent } from '../model/event.ts';
import { inflect } from './counted.ts';
import { describeFailure } from './failure-lines.ts';
import { finishedParts, reasonWords } from './finished-line.ts';
import { formatSeconds } from './format-value.ts';
import { paintState } from './states.ts';
import type { Style } from './style.ts';
import { cutToWidth, plainText } from './terminal-text.ts';

/** Characters of a stage's own line that are shown; the record has them all. */
const mostLogged = 1000;

interface LineShape {
  /** Whether there are live lines, so that what these show needs no line that stays. */
  readonly isLive: boolean;
  readonly nameWidth: number;
  /** Columns; infinite where nothing is cut. */
  readonly width: number;
  readonly style: Style;
  /** The project's folder: paths inside it are told relative to it. */
  readonly root: string;
}

/** The lines that an event leaves behind; none for progress, which is shown while it lasts. */
export function eventLines(event: RunEvent, shape: LineShape): readonly string[] {
  const { isLive, style } = shape;
  const said = (stage: string, text: string) => [line(stage, text, shape)];
  switch (event.kind) {
    case 'run-started':
      return isLive
        ? []
        : [`run ${event.run}: ${inflect(event.stages.length, 'stage')}, ${inflect(event.jobs, 'job')}`];
    case 'stage-started': {
      const why = reasonWords(event.reasons);
      return isLive ? [] : said(event.stage, `started${why === '' ? '' : ` (${plainText(why)})`}`);
    }
    case 'stage-progress':
      return [];
    case 'stage-log': {
      const { level, text } = event.line;
      return text
        .trimEnd()
        .split('\n')
        .map((part) => {
          const plain = line(event.stage, `| ${plainText(lastState(part)).slice(0, mostLogged)}`, shape);
          return level === 'warn' ? style.yellow(plain) : level === 'info' ? plain : style.dim(plain);
        });
    }
    case 'stage-retried': {
      const [first = ''] = describeFailure(event.failure, { stage: event.stage, root: shape.root }).split(
        '\n',
      );
      return [style.yellow(line(event.stage, `failed, attempt ${event.attempt} follows: ${first}`, shape))];
    }
    case 'stage-waiting':
      return isLive ? [] : said(event.stage, `waits for the same work in process ${event.pid}`);
    case 'stage-finished':
      return finishedLines(event, shape);
    case 'warning': {
      const text = plainText(event.message);
      return [style.yellow(event.stage === null ? `! ${text}` : line(event.stage, `! ${text}`, shape))];
    }
    case 'run-finished':
      return isLive ? [] : [`run ${event.run}: ${event.state} in ${formatSeconds(event.seconds)}`];
    default: {
      const rest: never = event;
      return rest;
    }
  }
}

function finishedLines(
  event: Extract<RunEvent, { kind: 'stage-finished' }>,
  shape: LineShape,
): readonly string[] {
  const { stage, outcome } = event;
  const { isLive, nameWidth, width, style } = shape;
  const { sign, word, time, reasons } = finishedParts(outcome);
  const colour = paintState(outcome.kind, style);
  const why = plainText(reasons);
  const failure =
    outcome.failure === null
      ? []
      : describeFailure(outcome.failure, { stage, root: shape.root })
          .split('\n')
          .map((text) => `    ${text}`);
  if (!isLive) {
    const timed = time === '' ? '' : outcome.kind === 'cached' ? `, ${time}` : ` in ${time}`;
    return [colour(`${stage}: ${word}${timed}${why === '' ? '' : ` (${why})`}`), ...failure];
  }
  const head = `${stage.padEnd(nameWidth)}  ${word.padEnd('blocked'.length)}  ${time.padStart('saved 99.9 s'.length)}`;
  const columns = width - 3;
  const text = cutToWidth(head, columns);
  const tail = cutToWidth(why, columns - text.length - 2);
  return [`${colour(sign)} ${text}${tail === '' ? '' : `  ${style.dim(tail)}`}`.trimEnd(), ...failure];
}

function line(stage: string, text: string, { isLive, nameWidth, width }: LineShape): string {
  return isLive ? cutToWidth(`  ${stage.padEnd(nameWidth)}  ${text}`, width - 1) : `${stage}: ${text}`;
}

/** Of a line that was redrawn by carriage returns, as progress bars are, what stood there last. */
function lastState(line: string): string {
  const ended = line.replace(/\r+$/, '');
  return ended.slice(ended.lastIndexOf('\r') + 1);
}
