import { type Digest, digestFromHex, hexOf } from '../base/digest.ts';

export const manifestPath = 'manifest.json';
export const cratePath = 'ro-crate-metadata.json';
export const pagePath = 'page.html';
export const recordPath = 'experiment/record.json';

/** Files of an experiment's folder that travel; the first is its record. */
export const experimentFiles = [
  'record.json',
  'metrics.json',
  'events.ndjson',
  'annotations.json',
  'displays.json',
] as const;

export function blobPath(blob: Digest): string {
  return `blobs/${hexOf(blob)}`;
}

export function codePath(code: Digest): string {
  return `code/${hexOf(code)}.mjs`;
}

/** What a member is by its path; null for a path that no archive of ours has. */
export type MemberPlace =
  | { readonly kind: 'blob'; readonly digest: Digest }
  | { readonly kind: 'code'; readonly digest: Digest }
  | { readonly kind: 'experiment'; readonly file: string }
  /** For people and other programs: made again from the record here, never read. */
  | { readonly kind: 'rendering' };

export function placeOfMember(path: string): MemberPlace | null {
  if (path === cratePath || path === pagePath || path === 'pipeline.yaml') return { kind: 'rendering' };
  const [folder, name = '', ...rest] = path.split('/');
  if (rest.length > 0) return null;
  const hex = /^([0-9a-f]{64})(\.mjs)?$/.exec(name);
  if (folder === 'blobs' && hex !== null && hex[2] === undefined) {
    return { kind: 'blob', digest: digestFromHex(hex[1] ?? '') };
  }
  if (folder === 'code' && hex?.[2] !== undefined) {
    return { kind: 'code', digest: digestFromHex(hex[1] ?? '') };
  }
  const isFile = folder === 'experiment' && experimentFiles.some((file) => file === name);
  return isFile ? { kind: 'experiment', file: name } : null;
}
