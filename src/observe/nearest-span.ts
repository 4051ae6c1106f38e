import type { Pipeline } from '../model/pipeline.ts';
import type { Span } from '../model/span.ts';

/** The span of a path in pipeline.yaml, or of the nearest thing around it that is written there. */
export function nearestSpan(
  pipeline: Pick<Pipeline, 'spans' | 'file' | 'text'>,
  path: readonly string[],
): Span {
  for (let length = path.length; length > 0; length--) {
    const span = pipeline.spans[path.slice(0, length).join('.')];
    if (span !== undefined) return span;
  }
  return { file: pipeline.file, line: 1, column: 1, length: 1, text: pipeline.text.split('\n')[0] ?? '' };
}
