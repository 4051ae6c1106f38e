import { type ActiveStage, activeParts } from '../words/active-stage.ts';
import type { Style } from '../words/style.ts';
import { cutToWidth } from '../words/terminal-text.ts';

const frames = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const frameMs = 100;

/** One line a running stage, none wider than the terminal and no more than it has rows. */
export function liveLines(
  stages: readonly ActiveStage[],
  shape: {
    readonly nowMs: number;
    readonly nameWidth: number;
    readonly width: number;
    readonly rows: number;
    readonly style: Style;
  },
): readonly string[] {
  const { nowMs, nameWidth, width, rows, style } = shape;
  const most = Math.max(1, rows - 2);
  const spinner = frames[Math.floor(nowMs / frameMs) % frames.length] ?? '';
  const lines = stages.slice(0, most).map((stage) => {
    // One column is left free: a full line would wrap in some terminals.
    const text = cutToWidth(
      `${stage.stage.padEnd(nameWidth)}  ${activeParts(stage, nowMs).join('  ')}`,
      width - 3,
    );
    return `${style.blue(spinner)} ${text}`;
  });
  const rest = stages.length - lines.length;
  return rest > 0 ? [...lines, style.dim(`  and ${rest} more`)] : lines;
}
