import { isJsonObject, type Json } from '../../base/json.ts';

/**
 * A Vega spec whose times are all in UTC: scales, time units, and the local-time functions of expressions.
 * Without this, the same record would give another picture in another time zone.
 */
export function inUtc(node: Json, key = ''): Json {
  if (typeof node === 'string') return isExpressionKey.test(key) ? expressionInUtc(node) : node;
  if (Array.isArray(node)) return key === 'values' ? node : node.map((item) => inUtc(item, key));
  if (!isJsonObject(node)) return node;
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(node)) result[name] = inUtc(value, name);
  if (node.type === 'time' && 'domain' in node) result.type = 'utc';
  if (node.formatType === 'time') result.formatType = 'utc';
  if (node.type === 'timeunit') result.timezone = 'utc';
  return result;
}

const isExpressionKey = /^(expr|signal|update|test|init|labelExpr)$/;

const localFunction =
  /\b(timeFormat|timeParse|timeOffset|timeSequence|year|quarter|month|date|week|day|dayofyear|hours|minutes|seconds|milliseconds)(?=\()/g;

function expressionInUtc(expression: string): string {
  const inCode = (code: string) =>
    code
      .replace(localFunction, (name) =>
        name.startsWith('time') ? name.replace('time', 'utc') : `utc${name}`,
      )
      .replace(/\bdatetime(?=\()/g, 'utc');
  // Quoted texts are data (field names, formats) and stay as they are.
  return expression
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
    .map((part, index) => (index % 2 === 1 ? part : inCode(part)))
    .join('');
}
