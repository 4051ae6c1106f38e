/** What `LABBOOK_DEBUG` may name, several parted by commas: decisions, what the store did, what processes did. */
export type DebugTopic = 'plan' | 'store' | 'execute';

const topics: ReadonlySet<string> = new Set((process.env.LABBOOK_DEBUG ?? '').split(','));

/** Whether any topic is asked for: then nothing may be answered without being decided. */
export function isDebugged(): boolean {
  return ['plan', 'store', 'execute'].some((topic) => topics.has(topic));
}

/**
 * Prints the facts of one decision on stderr, as a line of JSON, where `LABBOOK_DEBUG` names its topic. They are
 * for people who look into labbook, and no secret may be among them; `facts` is not asked for otherwise.
 */
export function debug(topic: DebugTopic, facts: () => Readonly<Record<string, unknown>>): void {
  if (topics.has(topic)) process.stderr.write(`labbook:${topic} ${JSON.stringify(facts())}\n`);
}
