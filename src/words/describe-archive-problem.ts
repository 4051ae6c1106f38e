import type { ArchiveFault, ArchiveProblem } from '../model/archive.ts';
import type { Problem } from '../model/problem.ts';
import { formatBytes } from './format-value.ts';
import { abbreviated, type Words } from './problem-words.ts';

/** Why an archive cannot be written, read or taken in, in words. */
export function describeArchiveProblem(problem: ArchiveProblem): Words {
  switch (problem.kind) {
    case 'archive-refused':
      return {
        title: `${problem.file} is refused: ${faultWords(problem.fault)}`,
        help: 'Nothing of it was taken in. Get the archive again from whoever made it.',
      };
    case 'archive-unreadable':
      return { title: `${problem.file} cannot be read (${problem.code})` };
    case 'archive-exists':
      return {
        title: `${problem.file} is there already`,
        help: 'Give another name: labbook export <id> -o <file>',
      };
    case 'experiment-exists':
      return {
        title: `another experiment is called ${problem.id} here`,
        help: 'Nothing was taken in. An experiment is never overwritten.',
      };
  }
}

const kinds: ReadonlySet<string> = new Set<ArchiveProblem['kind']>([
  'archive-refused',
  'archive-unreadable',
  'archive-exists',
  'experiment-exists',
]);

export function isArchiveProblem(problem: Problem): problem is ArchiveProblem {
  return kinds.has(problem.kind);
}

function faultWords(fault: ArchiveFault): string {
  switch (fault.kind) {
    case 'not-an-archive':
      return fault.detail;
    case 'length':
      return `it has ${formatBytes(fault.found)} where its manifest comes to ${formatBytes(fault.expected)} (${fault.found} and ${fault.expected} bytes): cut off, or with something after its end`;
    case 'bad-path':
      return `${quoted(fault.path)} is no path of an archive`;
    case 'twice':
      return `${quoted(fault.path)} is in it twice, where upper and lower case do not count`;
    case 'too-large':
      return `${quoted(fault.path)} claims ${formatBytes(fault.bytes)}`;
    case 'no-plain-file':
      return `${quoted(fault.path)} is no plain file (${fault.type})`;
    case 'other-member':
      return `${quoted(fault.found)} stands where ${quoted(fault.expected)} should`;
    case 'bad-header':
      return `the header of ${quoted(fault.path)} is not the one it must have`;
    case 'wrong-digest':
      return `${quoted(fault.path)} does not have its digest`;
    case 'unknown-member':
      return `nothing names ${quoted(fault.path)}`;
    case 'missing-member':
      return `${quoted(fault.path)} is not in it`;
    case 'bad-record':
      return `its record is damaged: ${fault.detail}`;
  }
}

function quoted(path: string): string {
  return abbreviated(JSON.stringify(path));
}
