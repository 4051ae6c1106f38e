type Environment = Readonly<Record<string, string | undefined>>;

/** What of a stream decides how text for it looks. */
export interface StyledStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** NO_COLOR (no-color.org) before FORCE_COLOR, before TERM=dumb, before whether it is a terminal. */
export function hasColour(stream: StyledStream, env: Environment): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return isLive(stream, env);
}

/** Whether lines of the stream can be redrawn. */
export function isLive(stream: StyledStream, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}
