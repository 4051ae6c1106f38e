/** Paths with what stands there, to find what a path would touch without asking each of them. */
export interface PathIndex<Thing> {
  /** Of two things at one path the first stays. */
  add(path: string, thing: Thing): void;
  /** Of all that stand at a path, above it or below it, and that `counts` takes, the one that was added first. */
  touching(path: string, counts?: (at: string) => boolean): Thing | undefined;
}

interface Entry<Thing> {
  readonly path: string;
  readonly thing: Thing;
  readonly place: number;
}

export function pathIndex<Thing>(): PathIndex<Thing> {
  const at = new Map<string, Entry<Thing>>();
  /** A folder → the first thing below it. */
  const below = new Map<string, Entry<Thing>>();
  return {
    add(path, thing) {
      if (at.has(path)) return;
      const entry = { path, thing, place: at.size };
      at.set(path, entry);
      for (const folder of foldersOver(path)) if (!below.has(folder)) below.set(folder, entry);
    },
    touching(path, counts = () => true) {
      const found = [at.get(path), below.get(path), ...foldersOver(path).map((folder) => at.get(folder))];
      const [first] = found
        .filter((entry) => entry !== undefined)
        .filter((entry) => counts(entry.path))
        .sort((a, b) => a.place - b.place);
      return first?.thing;
    },
  };
}

function foldersOver(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    folders.push(path.slice(0, end));
  return folders;
}
