import type { RunEvent } from '../model/event.ts';
import { type ActiveStage, activeParts } from '../words/active-stage.ts';
import { eventLines } from '../words/event-lines.ts';
import { cutToWidth } from '../words/terminal-text.ts';
import { isLive, type StyledStream } from './has-colour.ts';
import { liveLines } from './live-lines.ts';
import { styleFor, widthOf } from './style.ts';

/** Turns a run's events into output on stderr. */
export interface TerminalProgress {
  emit(event: RunEvent): void;
  /** A line that stays, above the live ones. */
  say(line: string): void;
  /** Stops redrawing, and leaves the cursor below what was written. */
  end(): void;
}

export interface ProgressStream extends StyledStream {
  readonly rows?: number;
  write(text: string): unknown;
}

const redrawMs = 100;

/**
 * In a terminal one live line a running stage, redrawn in place, with finished lines staying above. Elsewhere
 * a line an event (progress apart), and each 30 s a line for each running stage. Never full-screen.
 */
export function terminalProgress({
  stream,
  env,
  root,
  nowMs = () => performance.now(),
  heartbeatMs = 30_000,
}: {
  readonly stream: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the project. */
  readonly root: string;
  /** A clock, in milliseconds. */
  readonly nowMs?: () => number;
  /** How often a running stage is told of, where nothing is drawn live. */
  readonly heartbeatMs?: number;
}): TerminalProgress {
  const live = isLive(stream, env);
  const style = styleFor(stream, env);
  const active = new Map<string, ActiveStage>();
  let drawn = 0;
  let nameWidth = 0;

  // The timer must not keep the process alive.
  const timer = setInterval(live ? redraw : heartbeat, live ? redrawMs : heartbeatMs).unref();

  function emit(event: RunEvent): void {
    if (event.kind === 'run-started') nameWidth = Math.max(0, ...event.stages.map(({ length }) => length));
    follow(event);
    const lines = eventLines(event, {
      isLive: live,
      nameWidth,
      width: live ? columns() : Number.POSITIVE_INFINITY,
      style,
      root,
    });
    if (lines.length > 0) show(lines);
    else if (live && event.kind === 'stage-started') redraw();
  }

  /** Keeps what is known of the running stages. */
  function follow(event: RunEvent): void {
    if (!('stage' in event) || event.stage === null) return;
    const { stage } = event;
    const known = active.get(stage);
    if (event.kind === 'stage-finished') active.delete(stage);
    else if (event.kind === 'stage-started') {
      const { expectedSeconds } = event;
      active.set(stage, {
        stage,
        startedMs: nowMs(),
        expectedSeconds,
        progress: null,
        first: null,
        waitsFor: null,
      });
    } else if (known !== undefined && event.kind === 'stage-progress') {
      const { progress } = event;
      // A stage that counts from the start again, as each fold does, has a new rate.
      const isNew = known.first === null || progress.done < known.first.done;
      const first = isNew ? { ms: nowMs(), done: progress.done } : known.first;
      active.set(stage, { ...known, progress, first, waitsFor: null });
    } else if (known !== undefined && event.kind === 'stage-waiting') {
      active.set(stage, { ...known, waitsFor: event.pid });
    } else if (known !== undefined && event.kind === 'stage-retried') {
      active.set(stage, { ...known, progress: null, first: null });
    }
  }

  /** Writes lines that stay, above the live ones. */
  function show(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('');
    if (!live) stream.write(text);
    else {
      const { text: below, count } = draw();
      stream.write(`${erase()}${text}${below}`);
      drawn = count;
    }
  }

  function redraw(): void {
    if (active.size === 0 && drawn === 0) return;
    const { text, count } = draw();
    stream.write(`${erase()}${text}`);
    drawn = count;
  }

  function draw(): { readonly text: string; readonly count: number } {
    const lines = liveLines([...active.values()], {
      nowMs: nowMs(),
      nameWidth,
      width: columns(),
      rows: stream.rows ?? 24,
      style,
    });
    return { text: lines.map((line) => `${line}\n`).join(''), count: lines.length };
  }

  function columns(): number {
    return widthOf(stream);
  }

  /** To the beginning of the first live line, and everything below it cleared (ECMA-48 CUU, ED). */
  function erase(): string {
    return drawn === 0 ? '' : `\u001b[${drawn}A\r\u001b[J`;
  }

  function heartbeat(): void {
    const now = nowMs();
    const lines = [...active.values()].map(
      (stage) => `${stage.stage}: ${activeParts(stage, now).join(', ')}`,
    );
    if (lines.length > 0) show(lines);
  }

  function end(): void {
    clearInterval(timer);
    active.clear();
    if (live) redraw();
  }

  return {
    emit,
    say: (line) => show([cutToWidth(line, live ? columns() - 1 : Number.POSITIVE_INFINITY)]),
    end,
  };
}
