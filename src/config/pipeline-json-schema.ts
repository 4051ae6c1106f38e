import { z } from 'zod';
import { pipelineSchema } from './pipeline-schema.ts';

/** The JSON Schema of pipeline.yaml as a file's text, for editors; made of the schema that parsing uses. */
export function pipelineJsonSchema(): string {
  const schema = z.toJSONSchema(pipelineSchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  const text = JSON.stringify(
    { title: 'labbook pipeline', ...schema, patternProperties: { '^x-': {} } },
    null,
    2,
  );
  // Lists of short texts on one line, as the formatter wants them.
  const compact = text.replace(
    /\[\s+("[^"\n]*"(?:,\s+"[^"\n]*")*)\s+\]/g,
    (_, items: string) => `[${items.replace(/,\s+/g, ', ')}]`,
  );
  return `${compact}\n`;
}
