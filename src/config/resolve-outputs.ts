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
    const isFolder = written.length > 1 && written.endsWith('/');
    const path = checkPath(isFolder ? written.replace(/\/+$/, '') : written, { at: place, files, report });
    if (path === null) continue;
    const given = typeof shape === 'string' ? undefined : shape.format;
    const format = isFolder ? 'folder' : (given ?? outputFormatOf(path));
    if (isFolder && given !== undefined && given !== 'folder') {
      report({ kind: 'conflicting-keys', at: `${at}.${name}`, keys: [written, `format: ${given}`] }, place);
    }
    if (format !== 'folder' && files.isFolder(path)) report({ kind: 'is-folder', path, of: 'output' }, place);
    outputs[name] = { path, format };
  }
  return outputs;
}
