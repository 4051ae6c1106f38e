/** The number, where it is a whole one of at least `least`; throws naming the option otherwise. */
export function wholeNumber(value: number, { name, least }: { name: string; least: number }): number {
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`\`${name}\` must be a whole number of at least ${least}; it is ${value}`);
  }
  return value;
}
