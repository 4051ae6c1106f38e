/** The versions of Node that labbook runs stages on, in words. */
export const supportedNodes = 'Node 20 from 20.19.6, 22 from 22.13, or 24 and later';

/** Whether a version is one: before these, Node's permission model refuses what resolving a package looks for. */
export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 20) return minor > 19 || (minor === 19 && patch >= 6);
  return (major === 22 && minor >= 13) || major >= 24;
}
