import type { Tone } from '../../words/states.ts';

type Colour = 'paper' | 'surface' | 'ink' | 'ink-2' | 'line' | 'line-2' | 'accent' | 'mark' | 'good' | Tone;

/**
 * The colours of pages and of the graph, which pages have as custom properties. Each tone of a state stays
 * apart from the others for colour-blind readers (after Okabe and Ito).
 */
export const palette: Readonly<Record<'light' | 'dark', Readonly<Record<Colour, string>>>> = {
  light: {
    paper: '#fff',
    surface: '#f6f7f8',
    ink: '#1b1f24',
    'ink-2': '#57606a',
    line: '#e1e4e8',
    'line-2': '#c9ced4',
    accent: '#0a58a8',
    mark: '#fff3c4',
    ran: '#0a62b0',
    cached: '#57606a',
    failed: '#b0340a',
    blocked: '#7a5600',
    good: '#0b6b4f',
  },
  dark: {
    paper: '#14171a',
    surface: '#1c2024',
    ink: '#e4e7ea',
    'ink-2': '#a2abb4',
    line: '#2b3138',
    'line-2': '#454d56',
    accent: '#83bdf7',
    mark: '#4a3f12',
    ran: '#79b8f5',
    cached: '#a2abb4',
    failed: '#ff9a70',
    blocked: '#e2b44c',
    good: '#5cc9a1',
  },
};

/** `--paper:#fff;--surface:…`: the colours as custom properties. */
export function customProperties(scheme: 'light' | 'dark'): string {
  return Object.entries(palette[scheme])
    .map(([name, value]) => `--${name}:${value};`)
    .join('');
}
