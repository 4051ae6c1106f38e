import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pipelineJsonSchema } from '../../src/config/pipeline-json-schema.ts';

test('pipeline.schema.json is what scripts/write-pipeline-schema.ts writes', () => {
  const stored = readFileSync(new URL('../../pipeline.schema.json', import.meta.url), 'utf8');
  assert.is(stored, pipelineJsonSchema());
});

test('the schema knows the keys of stages, and refuses others', () => {
  const schema = JSON.parse(pipelineJsonSchema());
  assert.equal(schema.required, ['version', 'name', 'stages']);
  const [extract, command, module] = schema.properties.stages.additionalProperties.anyOf;
  assert.equal(extract.required, ['kind', 'source', 'tables']);
  assert.equal(command.required, ['command']);
  assert.is(module.additionalProperties, false);
  assert.ok(Object.hasOwn(module.properties, 'inputs'));
});

test.run();
