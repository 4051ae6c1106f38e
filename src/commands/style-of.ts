import pico from 'picocolors';
import type { Style } from './command.ts';

/** A style that colours whatever it is given, or nothing: for text that is kept for a later answer. */
export function styleOf(width: number, isColoured: boolean): Style {
  const { bold, dim, red, green, yellow, blue } = pico.createColors(isColoured);
  return { width, bold, dim, red, green, yellow, blue };
}
