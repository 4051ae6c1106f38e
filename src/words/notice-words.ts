import type { Notice } from '../model/notice.ts';

/** A notice in one sentence. */
export function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case 'refused': {
      const [frame] = notice.frames;
      const at = frame === undefined ? '' : ` (${frame.file}:${frame.line})`;
      const asked = {
        read: 'asked for',
        write: 'tried to write',
        network: 'tried to reach',
        program: 'tried to start',
      }[notice.access];
      const isOfView = notice.half === 'view';
      const [who, declares] = isOfView ? ['its view', 'the stage'] : ['it', 'it'];
      return `${who} ${asked} ${notice.what}${at}, which ${declares} does not declare; that was refused, and it went on`;
    }
    case 'not-confined':
      return `it ran ${notice.programs.join(', ')}, which nothing held to its declared inputs: what else that read is not known`;
    case 'nondeterminism': {
      const outputs = notice.outputs.map(({ name }) => `output ${name}`);
      const metrics = notice.metrics.map((name) => `metric ${name}`);
      const named = [...outputs, ...metrics];
      const more = named.length > 5 ? ` and ${named.length - 5} more` : '';
      return `the same recipe gave another result when it was run again: ${named.slice(0, 5).join(', ')}${more}`;
    }
  }
}
