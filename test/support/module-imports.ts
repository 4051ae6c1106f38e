/** One import of a module: static, a re-export, or `import()`. */
export interface ModuleImport {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly isDynamic: boolean;
}

/** What the text of a TypeScript module imports. Whole-line comments and block comments do not count. */
export function moduleImports(text: string): readonly ModuleImport[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: ModuleImport[] = [];
  const statement =
    /^(?:import|export)\s+(type\s+(?!from\b))?((?:[\w*$\s,]|\{[^}]*\})*?)\s*(?:from\s+)?'([^']+)'/gm;
  for (const [, type, names = '', specifier = ''] of code.matchAll(statement)) {
    const list = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [];
    const named = list.map((name) => name.trim()).filter(Boolean);
    const isTypeOnly =
      type !== undefined || (named.length > 0 && named.every((name) => name.startsWith('type ')));
    found.push({ specifier, isTypeOnly, isDynamic: false });
  }
  for (const [, type, specifier = ''] of code.matchAll(/\b(typeof\s+)?import\(\s*'([^']+)'\s*\)/g)) {
    found.push({ specifier, isTypeOnly: type !== undefined, isDynamic: true });
  }
  return found;
}
