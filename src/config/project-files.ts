/** What the configuration asks of the project's files. Paths are relative to the root, with forward slashes. */
export interface ProjectFiles {
  fileExists(path: string): boolean;
  isFolder(path: string): boolean;
  /** Whether any file matches a glob. */
  hasMatch(pattern: string): boolean;
  /** Whether symbolic links on the way lead out of the project. */
  leavesProject(path: string): boolean;
}
