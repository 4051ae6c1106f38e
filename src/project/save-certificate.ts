import { basename, dirname, join } from 'node:path';
import { writeAtomic } from '../base/write-atomic.ts';
import type { Reproduction } from '../model/reproduction.ts';
import { writePage } from '../report/page/write-page.ts';
import { renderReproductionPage } from '../report/reproduction-page/reproduction-page.ts';
import { sweepFolder } from '../store/sweep.ts';

/** Where a certificate was written, as JSON and as a page; absolute paths. */
export interface SavedCertificate {
  readonly json: string;
  readonly page: string;
}

/** Keeps a certificate in the experiment's folder. */
export async function saveCertificate(root: string, reproduction: Reproduction): Promise<SavedCertificate> {
  const folder = join(root, 'experiments', reproduction.experiment, 'reproductions');
  const stamp = reproduction.startedAt.replace(/[-:]/g, '').replace(/\.(\d+)Z$/, '$1');
  return await write(join(folder, stamp), reproduction);
}

/** Keeps it beside the archive that was made again, where there is no project. */
export async function saveCertificateBeside(
  archive: string,
  reproduction: Reproduction,
): Promise<SavedCertificate> {
  await sweepFolder(dirname(archive));
  const name = basename(archive).replace(/\.labbook$/, '');
  return await write(join(dirname(archive), `${name}.reproduction`), reproduction);
}

async function write(stem: string, reproduction: Reproduction): Promise<SavedCertificate> {
  const saved = { json: `${stem}.json`, page: `${stem}.html` };
  await writeAtomic(saved.json, `${JSON.stringify(reproduction, null, 2)}\n`);
  await writePage(saved.page, renderReproductionPage(reproduction));
  return saved;
}
