import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import type { FileIndex } from './file-index.ts';

/**
 * What a linked package holds: the digest of all its files by their paths in it. Its own `node_modules` are
 * left out, since packages that it reaches are named by themselves, and so is what is hidden.
 */
export async function linkedContent(folder: string, index: FileIndex): Promise<Digest> {
  const files: [path: string, digest: Digest][] = [];
  for (const path of filesBelow(folder)) {
    const found = await index.observe(join(folder, path));
    if (found !== null) files.push([path, found.digest]);
  }
  return digestOf('linked-package/1', files);
}

function filesBelow(folder: string): readonly string[] {
  const files: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else files.push(path);
    }
  }
  return files.sort(compareText);
}
