import { placeholdersIn } from '../base/placeholders.ts';
import type { StageWork } from '../model/pipeline.ts';
import { pathsBelow } from './document-path.ts';
import { globPattern } from './glob-pattern.ts';
import { nearName } from './near-name.ts';
import type { StageSurroundings, WrittenStage } from './stage-shape.ts';

/**
 * Reports what is wrong with the words of a command: placeholders that name nothing, outputs that no word names, so
 * that the program cannot know where to write them, and files of the project that it runs and does not declare.
 */
export function checkCommand(
  {
    id,
    shape,
    params,
    work: { argv, code },
  }: WrittenStage & {
    readonly work: Extract<StageWork, { kind: 'command' }>;
  },
  { outputs, files, report }: StageSurroundings,
): void {
  const at = `stages.${id}.command`;
  const outputNames = Object.keys(outputs.get(id) ?? {});
  const known = [
    ...Object.keys(shape.inputs ?? {}).map((name) => `inputs.${name}`),
    ...outputNames.map((name) => `outputs.${name}`),
    ...pathsBelow(params).map((path) => `params.${path}`),
    'seed',
  ];
  const named = new Set<string>();
  for (const [i, word] of argv.entries()) {
    for (const { words, name } of placeholdersIn(word)) {
      named.add(name);
      if (known.includes(name)) continue;
      const near = nearName(name, known);
      const facts = { kind: 'unknown-reference', what: 'placeholder', given: words, near, known } as const;
      report(facts, `${at}.${i}`, { words });
    }
    const isCode = code.some((pattern) => pattern === word || globPattern(pattern).test(word));
    const path = word.replace(/^\.\//, '');
    if (!isCode && !code.includes(path) && isPath(word) && files.fileExists(path)) {
      report({ kind: 'code-undeclared', stage: id, path, declared: code }, `${at}.${i}`);
    }
  }
  for (const output of outputNames) {
    if (named.has(`outputs.${output}`)) continue;
    report({ kind: 'output-unnamed', stage: id, output }, `stages.${id}.outputs.${output}`, 'key');
  }
}

/** Of a program in a folder of its own, such as `.venv/bin/python`, its bytes or what it says of itself count. */
function isPath(word: string): boolean {
  return /^(\.\/)?[\w@][\w@./-]*$/.test(word) && !/(^|\/)(\.\.|bin)(\/|$)/.test(word);
}
