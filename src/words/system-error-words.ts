const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'it is not permitted',
  EEXIST: 'a file stands where a folder is needed',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
  ENOTEMPTY: 'a folder stands where a file is needed',
  ENOENT: 'it does not exist',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'no memory is left',
  EAGAIN: 'the system has no process or memory to spare',
  EIO: 'the device has an error',
};

/** `permission is denied (EACCES)`, for a code of the system's. */
export function systemReason(code: string): string {
  const reason = reasons[code];
  return reason === undefined ? code : `${reason} (${code})`;
}

/** What the system would not let labbook do, in words; null for an error that is not the system's. */
export function systemErrorWords(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  const { syscall, code, path, dest } = error as Error &
    Record<'syscall' | 'code' | 'path' | 'dest', unknown>;
  if (syscall === 'uv_cwd') return 'the current folder does not exist any more';
  const at = dest ?? path;
  return `cannot ${String(syscall)}${typeof at === 'string' ? ` ${at}` : ''}: ${systemReason(String(code))}`;
}

/** The same for an error of which only Node's message was kept: `EACCES: permission denied, open '/a'`. */
export function systemMessageWords(message: string): string {
  const match = /^(E[A-Z]+): [^,]*, (\w+)(?: '([^']*)')?(?: -> '([^']*)')?/.exec(message);
  if (match === null) return message;
  const [, code = '', syscall = '', path, dest] = match;
  const at = dest ?? path;
  return `cannot ${syscall}${at === undefined ? '' : ` ${at}`}: ${systemReason(code)}`;
}
