/** Where a stage has no log. */
export function noLogWords(stage: string): string {
  return `${stage} said nothing in any run that is kept.`;
}
