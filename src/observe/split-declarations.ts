import { type Digest, digestBytes } from '../base/digest.ts';
import type { CodeParts } from '../model/recipe.ts';

const declaration = /^(?:export )?(?:async )?(?:function\*? ?|var |let |const |class )([A-Za-z_$][\w$]*)|^\S/;

/**
 * The pieces of a readable esbuild bundle, by source file and top-level declaration. esbuild heads each
 * file's code with `// path` and prints each top-level statement from column 0; statements without a name
 * are gathered under `(module)`. A multi-line template literal may shift a border: pieces explain a change
 * and decide nothing.
 */
export function splitDeclarations(bundle: string): CodeParts {
  const files: Record<string, Record<string, string>> = {};
  let file: Record<string, string> | null = null;
  let name = '(module)';
  for (const line of bundle.split('\n')) {
    const header = /^\/\/ (\S.*)$/.exec(line);
    if (header?.[1] !== undefined) {
      file = null;
      if (!header[1].startsWith('<')) {
        file = files[header[1]] ?? {};
        files[header[1]] = file;
      }
      name = '(module)';
      continue;
    }
    if (file === null) continue;
    const match = declaration.exec(line);
    // A closing brace or bracket at column 0 still belongs to the statement that it ends.
    if (match !== null && !/^[}\])`]/.test(line)) name = match[1] ?? '(module)';
    file[name] = `${file[name] ?? ''}${line}\n`;
  }
  const parts: Record<string, Record<string, Digest>> = {};
  for (const [path, pieces] of Object.entries(files)) {
    const digests: Record<string, Digest> = {};
    for (const [piece, text] of Object.entries(pieces)) {
      if (text.trim() !== '') digests[piece] = digestBytes(text);
    }
    parts[path] = digests;
  }
  return parts;
}
