import type { ModelRefusal } from '../model/model-refusal.ts';

/** Why a model was not loaded; `refusal` holds the facts. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
  readonly refusal: ModelRefusal;

  constructor(refusal: ModelRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}
