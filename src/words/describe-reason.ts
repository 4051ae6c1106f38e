import { shortDigest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Reason } from '../model/reason.ts';
import { formatSeconds } from './format-value.ts';

/** A reason in a few words, such as `params.window 7 → 14`: for a line of a terminal or of a report. */
export function describeReason(reason: Reason): string {
  switch (reason.kind) {
    case 'first-run':
      return 'first run';
    case 'same-recipe':
      return 'nothing changed';
    case 'result-missing':
      return 'its result is not in the store';
    case 'result-damaged':
      return `stored output ${reason.output} is damaged (${shortDigest(reason.digest)})`;
    case 'forced':
      return 'forced';
    case 'code':
      return `${reason.file}${reason.name === '' ? '' : `: ${reason.name}`} ${reason.change}`;
    case 'command':
      return commandChange(reason);
    case 'tool':
      return toolChange(reason);
    case 'code-scheme':
      return reason.before === reason.after
        ? 'code in another order'
        : `code is bundled by ${reason.after}, was ${reason.before}`;
    case 'package':
      return packageChange(reason);
    case 'param':
      // Null stands for "not given" as well; what has no other difference was given as null, or is no more.
      if (reason.before === null && reason.after === null) return `params.${reason.name} null ↔ not given`;
      return `params.${reason.name} ${value(reason.before)} → ${value(reason.after)}`;
    case 'input':
      if (reason.before === null) return `input ${reason.name} added (${reason.from})`;
      if (reason.after === null) return `input ${reason.name} removed`;
      return `input ${reason.name} changed (${reason.from})${changedFiles(reason)}`;
    case 'output':
      if (reason.before === null) return `output ${reason.name} added`;
      if (reason.after === null) return `output ${reason.name} removed`;
      return `output ${reason.name}: format ${reason.before} → ${reason.after}`;
    case 'wiring':
      return wiringChange(reason);
    case 'shown':
      if (reason.before === null) return `${reason.of} ${reason.name} is shown as ${reason.after}`;
      if (reason.after === null) return `${reason.of} ${reason.name} is no longer shown`;
      return `${reason.of} ${reason.name} is shown as ${reason.after}, was ${reason.before}`;
    case 'network':
      return reason.isAllowed ? 'it may use the network now' : 'it may no longer use the network';
    case 'network-again':
      return reason.everyMs === null
        ? 'it uses the network, which may say otherwise now'
        : `it last asked the network at ${reason.ranAt}, longer ago than ${formatSeconds(reason.everyMs / 1000)}`;
    case 'seed':
      return `seed ${reason.before} → ${reason.after}`;
    case 'env':
      return `environment variable ${reason.name} ${{ set: 'is now set', unset: 'is no longer set', changed: 'changed' }[reason.change]}`;
    case 'runtime':
      return `${runtimeNames[reason.name] ?? reason.name} ${reason.before || 'unknown'} → ${reason.after || 'unknown'}`;
    case 'waiting':
      return `depends on what ${listed(reason.stages)} will give`;
    case 'upstream-failed':
      // A run that was stopped leaves stages that nothing stood in the way of.
      return reason.stages.length === 0 ? 'the run was stopped' : `${listed(reason.stages)} did not succeed`;
    case 'refresh':
      return reason.detail === ''
        ? `refresh: ${reason.policy}`
        : `refresh ${reason.policy}: ${reason.detail}`;
    default: {
      const rest: never = reason;
      return rest;
    }
  }
}

const runtimeNames: Readonly<Record<string, string>> = {
  node: 'Node.js',
  v8: 'V8',
  icu: 'ICU',
  tz: 'time zone data',
  unicode: 'Unicode',
  platform: 'platform',
  arch: 'architecture',
};

function wiringChange({ name, before, after }: Extract<Reason, { kind: 'wiring' }>): string {
  const who = name === '.' ? 'the stage' : name;
  if (before.length === 0) return `${who} gets ${listed(after)} now`;
  if (after.length === 0) return `${who} no longer gets ${listed(before)}`;
  return `${who} gets ${listed(after)}, was ${listed(before)}`;
}

/** Only the words that are others: a command line is long. */
function commandChange({ before, after }: Extract<Reason, { kind: 'command' }>): string {
  const only = (words: readonly string[], others: readonly string[]) =>
    words.filter((word) => !others.includes(word)).join(' ');
  const [old, now] = [only(before, after), only(after, before)];
  if (old === '' && now === '') return 'command: other order of words';
  if (old === '') return `command: ${cut(now)} added`;
  return now === '' ? `command: ${cut(old)} removed` : `command: ${cut(old)} → ${cut(now)}`;
}

function toolChange({ name, before, after }: Extract<Reason, { kind: 'tool' }>): string {
  if (before === null) return `program ${name} added`;
  if (after === null) return `program ${name} removed`;
  const [old, now] = [before, after].map((said) => said.split('\n')[0] ?? '');
  const isBytes = [before, after].some((said) => said.startsWith('sha256:'));
  return isBytes || old === now
    ? `program ${name} changed`
    : `${name}: ${cut(old ?? '')} → ${cut(now ?? '')}`;
}

/** Which files of a folder differ: `: a.csv changed, b.csv added and 3 more`. */
function changedFiles({ files }: Extract<Reason, { kind: 'input' }>): string {
  if (files === undefined) return '';
  const more = files.count - files.first.length;
  const named = files.first.map(({ path, change }) => `${path} ${change}`).join(', ');
  return `: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

function packageChange({ name, before, after }: Extract<Reason, { kind: 'package' }>): string {
  if (before === null) return after === null ? `${name} changed` : `${name} ${after} added`;
  if (after === null) return `${name} ${before} removed`;
  return before === after ? `${name} ${after}: other content` : `${name} ${before} → ${after}`;
}

const most = 40;

/** A parameter's value as JSON, long ones cut; `unset` where there is none. */
function value(json: Json | null): string {
  if (json === null) return 'unset';
  return cut(JSON.stringify(json));
}

function cut(text: string): string {
  return text.length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
}

function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? 'nothing';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
