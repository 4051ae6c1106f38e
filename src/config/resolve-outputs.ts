import { outputFormatOf } from '../model/output-format.ts';
import type { OutputSpec } from '../model/pipeline.ts';
import { checkPath } from './check-path.ts';
import type { OutputShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';

/** A stage's outputs by name; a path that cannot be one is reported and left out. */
export function resolveOutputs(
  shapes: Readonly<Record<string, OutputShape>>,
  { at, files, report }: { readonly at: string; readonly files: ProjectFiles; readonly report: Report },
): Readonly<Record<string, OutputSpec>> {
  const outputs: Record<string, OutputSpec> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const written = typeof shape === 'string' ? shape : shape.path;
    if (written === undefined) continue;
    const place = typeof shape === 'string' ? `${at}.${name}` : `${at}.${name}.path`;
    const path = checkPath(written, { at: place, files, report });
    if (path === null) continue;
    const format = typeof shape === 'string' ? undefined : shape.format;
    outputs[name] = { path, format: format ?? outputFormatOf(path) };
  }
  return outputs;
}
