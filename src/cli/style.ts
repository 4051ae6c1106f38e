import { type Style, styleOf } from '../words/style.ts';
import { hasColour, type StyledStream } from './has-colour.ts';

/** How text for a stream may look. */
export function styleFor(stream: StyledStream, env: Readonly<Record<string, string | undefined>>): Style {
  return styleOf(widthOf(stream), hasColour(stream, env));
}

export function widthOf(stream: StyledStream): number {
  const columns = stream.columns ?? 0;
  return columns > 0 ? Math.max(20, columns) : 80;
}
