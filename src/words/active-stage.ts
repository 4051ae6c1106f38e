import type { Progress } from '../model/stage.ts';
import { formatNumber, formatSeconds } from './format-value.ts';
import { plainText } from './terminal-text.ts';

/** A stage that is running, as far as its events have told. Times are milliseconds of one clock. */
export interface ActiveStage {
  readonly stage: string;
  readonly startedMs: number;
  readonly expectedSeconds: number | null;
  readonly progress: Progress | null;
  /** When the first progress came, and how much was done by then: a rate counts from there. */
  readonly first: { readonly ms: number; readonly done: number } | null;
  /** The process that another run does this stage's work in. */
  readonly waitsFor: number | null;
}

/** The parts of a stage's live line after its name: work done, values, time. */
export function activeParts(active: ActiveStage, nowMs: number): readonly string[] {
  const { progress, waitsFor } = active;
  const parts: string[] = [];
  if (waitsFor !== null) parts.push(`waits for the same work in process ${waitsFor}`);
  if (progress !== null) {
    const { done, total, unit, message, values } = progress;
    const unitName = unit === undefined ? '' : `${plainText(unit)} `;
    parts.push(
      total === undefined
        ? `${unitName}${formatNumber(done)}`
        : `${unitName}${formatNumber(done)}/${formatNumber(total)}`,
    );
    if (total !== undefined && total > 0)
      parts.push(`${Math.floor((100 * Math.min(done, total)) / total)} %`);
    for (const [name, value] of Object.entries(values ?? {}).slice(0, 4)) {
      parts.push(`${plainText(name)} ${formatNumber(value)}`);
    }
    if (message !== undefined && message !== '') parts.push(plainText(message));
  }
  const left = secondsLeft(active, nowMs);
  const elapsed = wholeSeconds((nowMs - active.startedMs) / 1000);
  parts.push(left === null ? elapsed : `${elapsed}, about ${wholeSeconds(left)} left`);
  return parts;
}

/** By the rate so far, where the stage tells how far it is; else by what it took before; else null. */
function secondsLeft(
  { progress, first, startedMs, expectedSeconds }: ActiveStage,
  nowMs: number,
): number | null {
  if (progress?.total !== undefined && first !== null && progress.done > first.done && nowMs > first.ms) {
    const perUnit = (nowMs - first.ms) / (progress.done - first.done);
    return Math.max(0, ((progress.total - progress.done) * perUnit) / 1000);
  }
  if (expectedSeconds === null) return null;
  const left = expectedSeconds - (nowMs - startedMs) / 1000;
  return left > 0 ? left : null;
}

/** Live times change by the second, not by the millisecond. */
function wholeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : formatSeconds(whole);
}
