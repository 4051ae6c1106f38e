import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { SignaturePolicy } from '../model/pipeline.ts';
import { readTrustedKeys } from './signing/trusted-keys.ts';

export interface RegistryPolicy {
  readonly policy: SignaturePolicy;
  /** Absolute path of the folder that the trusted keys are read from. */
  readonly keysFolder: string;
  readonly trusted: ReadonlyMap<string, KeyObject>;
}

/**
 * What the program that loads a model asks for, else what `registry` of the project's pipeline.yaml says. Read
 * without the rest of that file, whose sources and stages need not be here where models are only used; what
 * cannot be understood is refused, not taken for the default.
 */
export async function registryPolicy(
  root: string,
  given: { readonly policy?: SignaturePolicy | undefined; readonly trustedKeys?: string | undefined },
): Promise<Result<RegistryPolicy, ModelRefusal>> {
  let { policy, trustedKeys } = given;
  if (policy === undefined || trustedKeys === undefined) {
    const written = await writtenPolicy(root);
    if (!written.ok) return written;
    policy ??= written.value.signatures;
    trustedKeys ??= written.value.trustedKeys;
  }
  const keysFolder = resolve(root, trustedKeys);
  return ok({ policy, keysFolder, trusted: await readTrustedKeys(keysFolder) });
}

interface WrittenPolicy {
  readonly signatures: SignaturePolicy;
  readonly trustedKeys: string;
}

const unwritten: WrittenPolicy = { signatures: 'where-signed', trustedKeys: 'trusted-keys' };

async function writtenPolicy(root: string): Promise<Result<WrittenPolicy, ModelRefusal>> {
  const file = 'pipeline.yaml';
  const refuse = (detail: string) => err({ kind: 'policy-unreadable', model: '', file, detail } as const);
  let text: string;
  try {
    text = await readFile(join(root, file), 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? ok(unwritten) : refuse(code);
  }
  if (text.length > 1_000_000) return refuse('it is over 1 MB');
  const { parseDocument } = await import('yaml');
  let registry: unknown;
  try {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) return refuse(error.message.split('\n')[0] ?? '');
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    registry = isJsonObject(value) ? value.registry : undefined;
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (registry === undefined) return ok(unwritten);
  if (!isJsonObject(registry)) return refuse('registry is no mapping');
  const { signatures = unwritten.signatures, trustedKeys = unwritten.trustedKeys } = registry;
  if (!isPolicy(signatures)) return refuse(`registry.signatures is ${JSON.stringify(signatures)}`);
  if (typeof trustedKeys !== 'string') return refuse('registry.trustedKeys is no text');
  return ok({ signatures, trustedKeys });
}

function isPolicy(value: unknown): value is SignaturePolicy {
  return value === 'off' || value === 'where-signed' || value === 'required';
}
