import { fileURLToPath } from 'node:url';
import { writeAtomic } from '../src/base/write-atomic.ts';
import { pipelineJsonSchema } from '../src/config/pipeline-json-schema.ts';

// Editors read this file; a test says when it must be written again: node --import tsx scripts/write-pipeline-schema.ts
await writeAtomic(fileURLToPath(new URL('../pipeline.schema.json', import.meta.url)), pipelineJsonSchema());
