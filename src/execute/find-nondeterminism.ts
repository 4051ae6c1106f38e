import { canonicalJson } from '../base/canonical-json.ts';
import { compareText } from '../base/compare-text.ts';
import type { Nondeterminism, Notice } from '../model/notice.ts';
import type { ResultRecord } from '../model/result-record.ts';

type Result = Pick<ResultRecord, 'outputs' | 'metrics' | 'ranAt' | 'notices'>;

/**
 * How two results of one recipe differ; what the earlier one tells of itself where they do not, and null where that
 * is nothing. A stage that uses the network may differ: that is what it declares.
 */
export function findNondeterminism(before: Result, after: Result): Nondeterminism | null {
  const names = (of: 'outputs' | 'metrics') =>
    [...new Set([...Object.keys(before[of]), ...Object.keys(after[of])])].sort(compareText);
  const outputs = names('outputs').flatMap((name) => {
    const [old, now] = [before.outputs[name]?.content, after.outputs[name]?.content];
    return old === undefined || now === undefined || old === now ? [] : [{ name, before: old, after: now }];
  });
  const metrics = names('metrics').filter(
    (name) => canonicalJson(before.metrics[name] ?? null) !== canonicalJson(after.metrics[name] ?? null),
  );
  if (outputs.length === 0 && metrics.length === 0) return before.notices.find(isNondeterminism) ?? null;
  return { kind: 'nondeterminism', ranAt: [before.ranAt, after.ranAt], outputs, metrics };
}

function isNondeterminism(notice: Notice): notice is Nondeterminism {
  return notice.kind === 'nondeterminism';
}
