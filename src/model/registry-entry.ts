import type { Digest } from '../base/digest.ts';
import type { ExperimentId } from './record.ts';

/** A line of `ml-models/versions.json`: something that was done, and the digest of the line before it. */
export interface RegistryEntry {
  /** From 1. */
  readonly seq: number;
  /** ISO 8601 instant. */
  readonly at: string;
  /** Null for the first. */
  readonly previous: Digest | null;
  readonly action: RegistryAction;
  /** Of all the above. */
  readonly digest: Digest;
}

export type RegistryAction =
  | {
      readonly kind: 'register';
      readonly model: string;
      readonly version: string;
      readonly digest: Digest;
      /** Of the bytes of model.json, which names every other file. */
      readonly manifest: Digest;
      readonly experiment: ExperimentId;
    }
  | {
      readonly kind: 'alias';
      readonly model: string;
      readonly alias: string;
      readonly version: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'sign';
      readonly model: string;
      readonly version: string;
      /** SHA-256 of the public key's PEM text, in hex. */
      readonly key: string;
      /** Of the bytes of the two files. */
      readonly signature: Digest;
      readonly provenance: Digest;
    };
