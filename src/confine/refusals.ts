/** What a guard refused, or Node's permission model did as a guard saw. */
export interface Refusal {
  readonly access: 'read' | 'write' | 'network' | 'program';
  /** An absolute path, `host:port`, or the program's name. */
  readonly resource: string;
  readonly stack: string;
}

const key = Symbol.for('labbook.refusals');
/** Each is told once, and a stage that tries thousands is told of no more. */
const most = 50;

/** Guards are programs of their own, loaded apart from whoever asks for what they refused. */
function list(): Refusal[] {
  const held = globalThis as { [key]?: Refusal[] };
  held[key] ??= [];
  return held[key];
}

/** What was refused in this thread so far, and whether or not it was caught. */
export function refusals(): readonly Refusal[] {
  return list();
}

export function noteRefusal({ access, resource }: Pick<Refusal, 'access' | 'resource'>): void {
  const noted = list();
  if (noted.length >= most || noted.some((one) => one.access === access && one.resource === resource)) return;
  noted.push({ access, resource, stack: new Error().stack ?? '' });
}

const permissions = {
  read: 'FileSystemRead',
  write: 'FileSystemWrite',
  network: 'Net',
  program: 'ChildProcess',
} as const;

/** An error as Node's permission model throws it. */
export function refusal({ access, resource }: Pick<Refusal, 'access' | 'resource'>): Error {
  noteRefusal({ access, resource });
  const permission = permissions[access];
  return Object.assign(new Error(`Access to ${resource} has been restricted`), {
    code: 'ERR_ACCESS_DENIED',
    permission,
    resource,
  });
}
