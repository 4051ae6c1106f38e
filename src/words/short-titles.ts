/** Dotted names by their last part (`evaluate.accuracy` → `accuracy`), whole where two share it. */
export function shortTitles(names: readonly string[]): readonly string[] {
  const last = names.map((name) => name.slice(name.lastIndexOf('.') + 1));
  return names.map((name, i) => {
    const short = last[i] ?? name;
    return short === '' || last.filter((other) => other === short).length > 1 ? name : short;
  });
}
