import pico from 'picocolors';
import type { Style } from '../commands/command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What of a stream decides how text for it looks. */
export interface StyledStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** How text for a stream may look. */
export function styleFor(stream: StyledStream, env: Environment): Style {
  const { bold, dim, red, green, yellow, blue } = pico.createColors(hasColour(stream, env));
  return { width: widthOf(stream), bold, dim, red, green, yellow, blue };
}

/** NO_COLOR (no-color.org) before FORCE_COLOR, before TERM=dumb, before whether it is a terminal. */
export function hasColour(stream: StyledStream, env: Environment): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return isLive(stream, env);
}

/** Whether lines of the stream can be redrawn. */
export function isLive(stream: StyledStream, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

export function widthOf(stream: StyledStream): number {
  const columns = stream.columns ?? 0;
  return columns > 0 ? Math.max(20, columns) : 80;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
