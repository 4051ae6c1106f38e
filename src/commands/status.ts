import { debug } from '../base/debug.ts';
import type { StatusDocument } from '../model/document.ts';
import type { Plan, PlannedStage } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import { planPipeline } from '../plan/plan-pipeline.ts';
import { type OpenProject, openProject } from '../project/open-project.ts';
import { describeReason } from '../words/describe-reason.ts';
import { paintState, states } from '../words/states.ts';
import type { Style } from '../words/style.ts';
import { type Command, type CommandAnswer, hasFlag, listFlag, refused } from './command.ts';
import { selectStages } from './select-stages.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'say which stages would run, and why',
  positionals: { label: '[stage…]', min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    set: { type: 'string', multiple: true, label: '<a.b=value>', summary: 'as if `run` were given it' },
    check: { type: 'boolean', summary: 'exit with 8 where anything would run' },
    offline: { type: 'boolean', summary: 'connect to no database' },
    paranoid: { type: 'boolean', summary: 'read every file instead of believing its size and times' },
  },
  description: `Compares what the project is now with what the store holds. Below a stage that would run nothing is certain: an equal result leaves what reads it cached. With names, only those stages and what they read from, as labbook run takes them.

  labbook status
  labbook status 'train*'
  labbook status --set params.window=14
  labbook status --check   # for CI: exit code 8 where something is stale`,

  async run(input, context) {
    const opened = await openProject({
      root: context.root,
      env: context.env,
      overrides: listFlag(input, 'set'),
      isOffline: hasFlag(input, 'offline'),
      signal: context.signal,
      isParanoid: hasFlag(input, 'paranoid'),
    });
    if (!opened.ok) return refused(opened.error, { schema: 'labbook.status/1', stages: [] });
    const { selected, unknown } = selectStages(opened.value.pipeline.stages, { named: input.positionals });
    if (unknown.length > 0) return refused(unknown, { schema: 'labbook.status/1', stages: [] });
    const { style } = context;
    const answer = await statusAnswer({ project: opened.value, selected, isForced: () => false, style });
    return { ...answer, exitCode: hasFlag(input, 'check') ? answer.exitCode : 0 };
  },
};

/** The plan in words and as JSON; the exit code is 8 where anything would run. */
export async function statusAnswer({
  project,
  selected,
  isForced,
  style,
}: {
  readonly project: OpenProject;
  readonly selected: ReadonlySet<string>;
  readonly isForced: (stage: string) => boolean;
  readonly style: Style;
}): Promise<CommandAnswer> {
  const { pipeline, observation, lookups, index } = project;
  const plan = await planPipeline({
    stages: pipeline.stages.filter(({ id }) => selected.has(id)),
    observation,
    lookups,
    isForced,
    now: new Date(),
  });
  await index.save();
  for (const { stage, kind, reasons } of plan) debug('plan', () => ({ stage, kind, reasons }));
  const stages: StatusDocument['stages'] = plan.map((stage) => ({
    id: stage.stage,
    state: stage.kind,
    reasons: stage.reasons,
    ...(stage.kind === 'waiting' ? {} : { fingerprint: stage.decided.fingerprint }),
  }));
  const isStale = plan.some(({ kind }) => kind !== 'cached');
  return {
    exitCode: isStale ? 8 : 0,
    json: { schema: 'labbook.status/1', stages } satisfies StatusDocument,
    text: planText(plan, style),
  };
}

function planText(plan: Plan, style: Style): string {
  const width = Math.max(...plan.map(({ stage }) => stage.length));
  const lines = plan.map((planned) => {
    const [first, ...rest] = reasonLines(planned);
    const more = rest.map((line) => `\n${' '.repeat(width + 14)}${line}`).join('');
    const { sign, word } = states[planned.kind];
    const mark = paintState(planned.kind, style)(sign);
    return `${mark} ${planned.stage.padEnd(width)}  ${word.padEnd(9)}  ${first ?? ''}${more}`;
  });
  const stale = plan.filter(({ kind }) => kind === 'stale').length;
  const waiting = plan.filter(({ kind }) => kind === 'waiting').length;
  const summary =
    stale + waiting === 0
      ? style.green('nothing to do')
      : `${stale} would run${waiting > 0 ? `, ${waiting} depend on what they give` : ''}`;
  return `${lines.join('\n')}\n${summary}`;
}

function reasonLines({ kind, reasons }: PlannedStage): readonly string[] {
  // "Same recipe" says all there is to a cached stage; what led there is for `why`.
  const shown: readonly Reason[] = kind === 'cached' ? reasons.slice(0, 1) : reasons;
  const most = 6;
  const lines = shown.slice(0, most).map(describeReason);
  return shown.length > most ? [...lines, `and ${shown.length - most} more`] : lines;
}
