import pico from 'picocolors';

/** How text for a terminal may look; plain where it goes elsewhere or colour is unwanted. */
export interface Style {
  /** Columns. */
  readonly width: number;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
}

/** A style that colours whatever it is given, or nothing: for text that is kept for a later answer, too. */
export function styleOf(width: number, isColoured: boolean): Style {
  const { bold, dim, red, green, yellow, blue } = pico.createColors(isColoured);
  return { width, bold, dim, red, green, yellow, blue };
}
