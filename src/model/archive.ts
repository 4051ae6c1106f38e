import type { Digest } from '../base/digest.ts';
import type { ExperimentId } from './record.ts';

/** The first member of an archive: names every other one, in the order in which they follow. */
export interface ArchiveManifest {
  readonly schema: 'labbook.archive/1';
  readonly experiment: ExperimentId;
  /** When the experiment ended, as an ISO 8601 instant: the time of every member. */
  readonly recordedAt: string;
  readonly members: readonly ArchiveMember[];
  /** Blobs that the record names and that were left out on purpose, each with what it is. */
  readonly leftOut: readonly { readonly blob: Digest; readonly what: string }[];
}

export interface ArchiveMember {
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest;
}

/** Why a file is refused as an archive. Nothing of it has been imported then. */
export type ArchiveFault =
  | { readonly kind: 'not-an-archive'; readonly detail: string }
  /** The file's length is not what the manifest's members come to: cut off, or with something after the end. */
  | { readonly kind: 'length'; readonly expected: number; readonly found: number }
  /** A path that is absolute, leads out, or is none that labbook writes. */
  | { readonly kind: 'bad-path'; readonly path: string }
  /** Two members of one name, or of names that differ in case alone. */
  | { readonly kind: 'twice'; readonly path: string }
  /** More than is read whole of what is no blob. */
  | { readonly kind: 'too-large'; readonly path: string; readonly bytes: number }
  /** A link, a device, a folder, an extended header. */
  | { readonly kind: 'no-plain-file'; readonly path: string; readonly type: string }
  /** Another member than the manifest names at this place. */
  | { readonly kind: 'other-member'; readonly expected: string; readonly found: string }
  | { readonly kind: 'bad-header'; readonly path: string }
  | { readonly kind: 'wrong-digest'; readonly path: string }
  /** Something that neither the record nor the format has a place for. */
  | { readonly kind: 'unknown-member'; readonly path: string }
  /** The record names it, and neither is it here nor was it left out. */
  | { readonly kind: 'missing-member'; readonly path: string }
  | { readonly kind: 'bad-record'; readonly detail: string };

/** Why an archive cannot be written, read or taken in. */
export type ArchiveProblem =
  | { readonly kind: 'archive-refused'; readonly file: string; readonly fault: ArchiveFault }
  | { readonly kind: 'archive-unreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'archive-exists'; readonly file: string }
  /** An experiment of that id is here, and its record is another one. */
  | { readonly kind: 'experiment-exists'; readonly id: ExperimentId };
