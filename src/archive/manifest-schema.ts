import { z } from 'zod';
import { isDigest } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isExperimentId } from '../experiment/record/experiment-id.ts';
import type { ArchiveFault, ArchiveManifest } from '../model/archive.ts';
import { placeOfMember } from './archive-paths.ts';

/** Records and code are read whole; only blobs may be of any size. */
const mostTextBytes = 256 * 2 ** 20;

const digest = z.string().refine(isDigest, 'is no sha256 digest');

const manifest = z.strictObject({
  schema: z.literal('labbook.archive/1'),
  experiment: z.string().refine(isExperimentId, 'is no id of an experiment'),
  recordedAt: z.string().refine((at) => Number.isFinite(Date.parse(at)), 'is no instant'),
  members: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), digest })).max(100_000),
  leftOut: z.array(z.strictObject({ blob: digest, what: z.string() })).max(100_000),
});

/** The manifest in these bytes: paths that an archive may have, each once, in names of any case. */
export function parseManifest(bytes: Buffer): Result<ArchiveManifest, ArchiveFault> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err({ kind: 'not-an-archive', detail: 'its manifest is no JSON' });
  }
  const parsed = manifest.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = `its manifest: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
    return err({ kind: 'not-an-archive', detail });
  }
  const seen = new Set<string>();
  for (const { path, bytes } of parsed.data.members) {
    const folded = path.normalize('NFKC').toLowerCase();
    if (seen.has(folded)) return err({ kind: 'twice', path });
    seen.add(folded);
    const place = placeOfMember(path);
    if (place === null) return err({ kind: 'bad-path', path });
    if (place.kind !== 'blob' && bytes > mostTextBytes) return err({ kind: 'too-large', path, bytes });
  }
  return ok(parsed.data as unknown as ArchiveManifest);
}
