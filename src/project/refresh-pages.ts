import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentId } from '../model/record.ts';
import { refreshIndexPage } from '../report/index-page/refresh-index-page.ts';

/** Writes anew the pages that show what people say of an experiment: its own and the index, where there are such. */
export async function refreshPages(root: string, experiment: ExperimentId): Promise<void> {
  const hasPage = await access(join(root, 'reports', `${experiment}.html`)).then(
    () => true,
    () => false,
  );
  if (hasPage) {
    const { writeReport } = await import('./write-reports.ts');
    await writeReport(root, experiment);
  }
  await refreshIndexPage(root);
}
