import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

/**
 * A real Chromium, with what npm alone gives: the program, the libraries it needs beside libc, and fonts
 * come from @sparticuz/chromium, unpacked once into node_modules/.cache. Close it when done.
 */
export async function launchBrowser(options: { readonly args?: readonly string[] } = {}): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const home = await unpackedChromium();
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--font-render-hinting=none',
      ...(options.args ?? []),
    ],
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: join(home, 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  });
}

async function unpackedChromium(): Promise<string> {
  const modules = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules');
  const source = join(modules, '@sparticuz/chromium');
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const home = join(modules, '.cache', `browser-${version}`);
  if (existsSync(home)) return home;
  await mkdir(dirname(home), { recursive: true });
  // Two test processes may unpack at once: the first to rename wins, the other uses its result.
  const scratch = await mkdtemp(join(dirname(home), 'unpacking-'));
  try {
    const unpack = async (name: string) => brotliDecompressSync(await readFile(join(source, 'bin', name)));
    await writeFile(join(scratch, 'chromium'), await unpack('chromium.br'));
    await chmod(join(scratch, 'chromium'), 0o755);
    for (const name of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
      execFileSync('tar', ['-x', '-C', scratch], { input: await unpack(name) });
    }
    await writeFile(join(scratch, 'fonts.conf'), fontConfiguration);
    await rename(scratch, home).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return home;
}

/** The package's own configuration names folders of the service that it is made for. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
