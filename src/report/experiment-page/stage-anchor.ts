/** The `id` of a stage's card in a page: its name where that is plain, so that a link to it can be typed. */
export function stageAnchor(stage: string): string {
  return `stage-${stage.replace(/[^A-Za-z0-9_-]/g, (character) => `.${(character.codePointAt(0) ?? 0).toString(16)}.`)}`;
}
