import { nameHidden } from '../../words/hidden-characters.ts';
import { escapeHtml, html, type SafeHtml, trustedHtml } from './html.ts';

export type CodeLanguage = (typeof names)[number] | 'text';

/** Source code as a block with its words coloured by class. */
export async function renderCode(code: {
  readonly text: string;
  readonly language: CodeLanguage;
}): Promise<SafeHtml> {
  const highlight = await highlightMarkup();
  return html`<pre tabindex="0"><code>${trustedHtml(highlight(code.text, code.language))}</code></pre>`;
}

/** A function from code and a language's name to escaped markup; a language it does not know stays plain. */
export async function highlightMarkup(): Promise<(code: string, language: string) => string> {
  const { default: highlighter } = await import('highlight.js/lib/core');
  const languages = await Promise.all([
    import('highlight.js/lib/languages/typescript'),
    import('highlight.js/lib/languages/yaml'),
    import('highlight.js/lib/languages/json'),
    import('highlight.js/lib/languages/diff'),
    import('highlight.js/lib/languages/sql'),
    import('highlight.js/lib/languages/python'),
    import('highlight.js/lib/languages/bash'),
    import('highlight.js/lib/languages/r'),
    import('highlight.js/lib/languages/julia'),
  ]);
  names.forEach((name, index) => {
    const language = languages[index];
    if (language !== undefined && !highlighter.getLanguage(name))
      highlighter.registerLanguage(name, language.default);
  });
  return (code, language) => {
    const known = aliases[language] ?? language;
    // Colouring takes time that grows with the text; far beyond what one reads, plain text does.
    if (!isKnown(known) || code.length > 200_000) return escapeHtml(code);
    return nameHidden(shorten(highlighter.highlight(code, { language: known, ignoreIllegals: true }).value));
  };
}

/** The highlighter's spans with the classes that `styles.ts` colours; spans of other classes are left out. */
function shorten(markup: string): string {
  const open: boolean[] = [];
  return markup.replace(/<span class="hljs-([\w-]+)[^"]*">|<\/span>/g, (_, scope: string | undefined) => {
    if (scope === undefined) return open.pop() === true ? '</span>' : '';
    const name = classes[scope];
    open.push(name !== undefined);
    return name === undefined ? '' : `<span class="${name}">`;
  });
}

const classes: Readonly<Record<string, string>> = {
  keyword: 'hk',
  built_in: 'hk',
  type: 'hk',
  meta: 'hk',
  string: 'hs',
  regexp: 'hs',
  addition: 'hs',
  number: 'hn',
  literal: 'hn',
  attr: 'hn',
  comment: 'hc',
  quote: 'hc',
  title: 'ht',
  section: 'ht',
  deletion: 'hd',
};

const names = ['typescript', 'yaml', 'json', 'diff', 'sql', 'python', 'bash', 'r', 'julia'] as const;

function isKnown(language: string): boolean {
  return names.some((name) => name === language);
}

const aliases: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'typescript',
  py: 'python',
  sh: 'bash',
  javascript: 'typescript',
  yml: 'yaml',
  patch: 'diff',
};
