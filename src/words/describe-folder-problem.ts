import type { ConfigProblem } from '../model/config-problem.ts';
import type { Words } from './problem-words.ts';

/** What is wrong with a folder in pipeline.yaml, in words. */
export function describeFolderProblem(
  problem: Extract<ConfigProblem, { kind: 'is-folder' | 'folder-unusable' }>,
): Words {
  const { path } = problem;
  if (problem.kind === 'folder-unusable') {
    return {
      title: `the folder ${path}/ holds ${problem.file}, ${folderFaults[problem.fault]}`,
      help: 'A folder is kept as plain files, so that it can be restored anywhere. A link to a file counts as that file.',
    };
  }
  const help = {
    input: `To read all that it holds, write ${path}/; for some of its files, ${path}/*.csv.`,
    output: `To make a folder of files, write ${path}/; else name another path.`,
    module: 'Name a file: module: stages/….ts',
    code: `To count all that it holds, write ${path}/**.`,
  }[problem.of];
  return { title: `${path} is a folder, where a file is meant`, help };
}

/** What cannot be kept of a folder, as a clause after its name. */
export const folderFaults = {
  link: 'which is a symbolic link',
  special: 'which is neither a file nor a folder',
  name: 'whose name cannot be written everywhere',
  case: 'whose name differs from that of another only by case or accents',
} as const;
