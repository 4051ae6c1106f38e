import type { JobInput } from '../model/job.ts';
import type { StoredOutput } from '../model/result-record.ts';

/** An output of the store as it is shown to whoever reads it, under a path of the project. */
export function storedInput({ format, content, blob, files }: StoredOutput, path: string): JobInput {
  if (format !== 'folder') return { format, content, files: [{ name: path, blob }] };
  return {
    format,
    content,
    folder: path,
    files: (files ?? []).map((file) => ({ name: `${path}/${file.path}`, blob: file.blob })),
  };
}
