import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { escapeHtml, html, SafeHtml, trustedHtml } from '../../../src/report/page/html.ts';

test('values are escaped in text and in attributes, HTML is not escaped twice', () => {
  const inner = html`<b>${'<i>'}</b>`;
  assert.is(
    html`<p title="${`"><script>'`}">${inner}${[inner, null, false, 3]}</p>`.toString(),
    '<p title="&quot;&gt;&lt;script&gt;&#39;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3</p>',
  );
});

test('no text escapes to something that holds a character of markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']|&(?!\w+;|#39;)/.test(escapeHtml(text))),
  );
});

test('characters that hide or reorder text are named, and emoji joiners stay', () => {
  assert.is(escapeHtml('a\u202eb\u200b\u0000\ud800'), 'a⟨U+202E⟩b⟨U+200B⟩⟨U+0000⟩⟨U+D800⟩');
  assert.is(escapeHtml('👩\u200d🔬\tx\n'), '👩\u200d🔬\tx\n');
});

test('an object that only looks like HTML is not taken for it', () => {
  const forged = { toString: () => '<script>' } as unknown as SafeHtml;
  assert.throws(() => html`${forged}`);
  assert.throws(() => new SafeHtml('<script>', Symbol('made by html.ts') as never));
  assert.is(html`${trustedHtml('<svg/>')}`.toString(), '<svg/>');
});

test.run();
