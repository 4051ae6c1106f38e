import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogLine } from '../model/result-record.ts';

/** What the file of a stage's log holds at most. */
const mostLogBytes = 64 * 2 ** 20;
/** Longer lines are shown and recorded in part. */
const mostLineChars = 2000;
/** What is shown of a stage while it runs; beyond that, only its last lines, at its end. */
const mostShownChars = 2 ** 20;
/** The last lines, which a record keeps. */
const mostLastLines = 500;
const mostLastChars = 2 ** 18;
const bufferChars = 2 ** 16;

export interface StageLog {
  /** `isWhole` is false for a part of a line whose next part follows. */
  add(level: LogLine['level'], text: string, isWhole: boolean): void;
  /** Closes the file and gives the last lines. */
  end(): readonly LogLine[];
}

/**
 * What a stage says: all of it, up to a limit that is told, goes into a file of plain text, which is made with
 * the first line; a bounded part of it is shown as it comes; the last lines are for the record. What it costs
 * in memory does not grow with what is said.
 */
export function stageLog({
  path,
  secondsNow,
  onLine,
}: {
  /** Absolute path of the file; what stands there already, of an earlier attempt, is continued. */
  readonly path: string;
  /** Seconds since the stage began. */
  readonly secondsNow: () => number;
  readonly onLine: (line: LogLine) => void;
}): StageLog {
  const last: LogLine[] = [];
  let lastChars = 0;
  let shownChars = 0;
  let notShown = 0;
  let file: number | null = null;
  let buffer = '';
  let written = 0;
  let leftOut = 0;
  /** Whose line the file ends in the middle of. */
  let open: LogLine['level'] | null = null;

  const flush = () => {
    if (buffer === '') return;
    if (file === null) {
      mkdirSync(dirname(path), { recursive: true });
      file = openSync(path, 'a');
    }
    writeSync(file, buffer);
    buffer = '';
  };
  const write = (text: string) => {
    const bytes = Buffer.byteLength(text);
    if (leftOut > 0 || written + bytes > mostLogBytes) leftOut += bytes;
    else {
      written += bytes;
      buffer += text;
      if (buffer.length > bufferChars) flush();
    }
  };
  const keep = (line: LogLine) => {
    last.push(line);
    lastChars += line.text.length;
    while (last.length > mostLastLines || lastChars > mostLastChars)
      lastChars -= last.shift()?.text.length ?? 0;
  };

  return {
    add(level, text, isWhole) {
      const at = Math.round(secondsNow() * 1000) / 1000;
      const isContinued = open === level;
      const head = `${open === null ? '' : '\n'}${at.toFixed(3)} ${level.padEnd(6)} `;
      write(`${isContinued ? '' : head}${text}${isWhole ? '\n' : ''}`);
      open = isWhole ? null : level;
      if (isContinued) return;
      const line = { at, level, text: cut(text) };
      keep(line);
      shownChars += line.text.length + 1;
      if (shownChars <= mostShownChars) onLine(line);
      else notShown += 1;
    },
    end() {
      const at = secondsNow();
      const tell = (text: string): LogLine => ({ at, level: 'warn', text });
      if (notShown > 0) {
        const shown = last.slice(-100);
        const rest = notShown - shown.length;
        if (rest > 0) onLine(tell(`… ${rest} lines are not shown; the log has more of them …`));
        for (const line of shown.slice(-notShown)) onLine(line);
      }
      if (leftOut > 0) {
        const text = `the rest, ${megabytes(leftOut)} MB, is left out: a log is kept up to ${megabytes(mostLogBytes)} MB`;
        buffer += `${open === null ? '' : '\n'}… ${text}\n`;
        keep(tell(text));
        onLine(tell(text));
      }
      flush();
      if (file !== null) closeSync(file);
      return last;
    },
  };
}

function cut(text: string): string {
  return text.length > mostLineChars ? `${text.slice(0, mostLineChars)}…` : text;
}

function megabytes(bytes: number): string {
  return String(Math.max(1, Math.round(bytes / 2 ** 20)));
}
