import type { SourceProblem } from '../model/source-problem.ts';

/** Which problem an error of the file system or of DuckDB's writing is; null for any other error. */
export function classifyFileError(error: unknown, folder: string): SourceProblem | null {
  if (!(error instanceof Error)) return null;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const { message } = error;
  if (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    /No space left on device|Disk quota exceeded|max_temp_directory_size/i.test(message)
  ) {
    return { kind: 'disk-full', folder };
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EIO'].includes(code)) {
    return { kind: 'not-writable', folder, reason: code };
  }
  const isWriting = /^IO Error/i.test(message) && /(write|open|create|sync|truncate)/i.test(message);
  return isWriting ? { kind: 'not-writable', folder, reason: message.split('\n')[0] ?? message } : null;
}

/** Whether DuckDB could not do with the memory that it was given. */
export function isOutOfMemory(error: unknown): boolean {
  return /(failed to|could not) (pin|allocate|offload)|Out of Memory/i.test(String(error));
}
