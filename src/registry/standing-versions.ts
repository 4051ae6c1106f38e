import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RegistryFolder } from './registry-folder.ts';

/** Every folder that could be a version, whatever the log says. */
export async function standingVersions(
  folder: RegistryFolder,
): Promise<readonly { readonly model: string; readonly version: string }[]> {
  const models = dirname(folder.log);
  const found: { readonly model: string; readonly version: string }[] = [];
  for (const entry of await readdir(models, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    for (const version of await readdir(join(models, entry.name)).catch(() => [])) {
      if (!version.startsWith('.')) found.push({ model: entry.name, version });
    }
  }
  return found;
}
