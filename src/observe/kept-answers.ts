import { readFileSync } from 'node:fs';
import { sealedJson, unsealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';

/** What nobody asked for lately goes, once there are more. */
const most = 20_000;

/**
 * What earlier plans found out, each answer under the digest of all that decides it: one sealed file a kind of
 * question, however many stages ask. Losing answers only costs finding them again, so that two runs may save at
 * once, and a damaged file is an empty one.
 */
export class KeptAnswers<Answer> {
  readonly #path: string;
  #answers: Map<string, Answer> | null = null;
  /** Asked for or found by this process, the latest last. */
  readonly #used = new Map<string, Answer>();
  #isChanged = false;

  constructor(path: string) {
    this.#path = path;
  }

  get(key: string): Answer | null {
    this.#answers ??= this.#read();
    const answer = this.#used.get(key) ?? this.#answers.get(key) ?? null;
    if (answer !== null) this.#used.set(key, answer);
    return answer;
  }

  set(key: string, answer: Answer): void {
    this.#used.set(key, answer);
    this.#isChanged = true;
  }

  async save(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    // Another run may have saved meanwhile.
    const all = this.#read();
    for (const [key, answer] of this.#used) {
      all.delete(key);
      all.set(key, answer);
    }
    await writeAtomic(this.#path, sealedJson([...all].slice(-Math.max(most, this.#used.size))));
  }

  #read(): Map<string, Answer> {
    try {
      return new Map(unsealedJson(readFileSync(this.#path, 'utf8')) as [string, Answer][]);
    } catch {
      return new Map();
    }
  }
}
