import { readFile } from 'node:fs/promises';
import type { Digest } from '../base/digest.ts';
import type { UsualCause } from '../model/reproduction.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** What code calls that gives something else each time. */
const patterns: readonly (readonly [UsualCause, RegExp])[] = [
  ['clock', /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b/],
  ['randomness', /\brandom(UUID|Bytes|Int|FillSync|Fill)\b|\bgetRandomValues\b/],
  ['network', /\bfetch\(|from"(node:)?(https?|net|dgram|tls)"/],
  ['threads', /from"(node:)?worker_threads"/],
  ['processes', /from"(node:)?child_process"/],
  ['listing', /\breaddir(Sync)?\b/],
  ['environment', /\bprocess\.(pid|ppid|memoryUsage|cpuUsage|uptime)\b/],
];

/** What the bundle of a stage calls of the things that usually make it give two results. */
export async function usualCauses(code: Digest, store: StoreFolder): Promise<readonly UsualCause[]> {
  const text = await readFile(store.code(code), 'utf8').catch(() => '');
  return patterns.flatMap(([cause, pattern]) => (pattern.test(text) ? [cause] : []));
}
