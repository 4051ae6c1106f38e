import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderMarkdown } from '../../../src/report/page/render-markdown.ts';

const render = async (text: string) => (await renderMarkdown(text, { headingLevel: 4 })).toString();

test('headings begin at the level given and skip none', async () => {
  const html = await render('### a\n\n# b\n\n###### c\n\n## d');
  assert.equal(
    [...html.matchAll(/<h(\d)>(\w)/g)].map((match) => `${match[2]}${match[1]}`),
    ['a4', 'b4', 'c5', 'd5'],
  );
});

test('HTML is shown as text', async () => {
  assert.is(await render('a <b onclick=x>b</b>'), '<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n');
});

test('links go to the web and to anchors only', async () => {
  assert.match(
    await render('[a](https://example.org/?a=1&b=2)'),
    '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">a</a>',
  );
  assert.match(await render('[a](#stage-split)'), '<a href="#stage-split"');
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    '//example.org',
    'x.html',
    '&#106;avascript:alert(1)',
  ]) {
    assert.is((await render(`[a](${address})`)).includes('<a '), false, address);
  }
});

test('an image is shown as its text', async () => {
  assert.is(
    await render('![a chart](https://example.org/x.png)'),
    '<p><span class="muted">[image: a chart]</span></p>\n',
  );
});

test('code is coloured where its language is known, and plain where not', async () => {
  assert.match(
    await render('```ts\nconst a = "<b>";\n```'),
    '<span class="hk">const</span> a = <span class="hs">&quot;&lt;b&gt;&quot;</span>',
  );
  assert.match(await render('```zig\nconst <a>;\n```'), 'const &lt;a&gt;;');
});

test.run();
