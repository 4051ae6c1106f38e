import { createHash } from 'node:crypto';
import { renderExperimentPage } from '../../src/report/experiment-page/experiment-page.ts';
import { sampleRecord } from './sample-record.ts';

// A program of its own: prints the digest of the sample's page, to compare pages made by two processes.
const html = await renderExperimentPage({ record: sampleRecord(), runtime: null });
process.stdout.write(`${createHash('sha256').update(html).digest('hex')}\n`);
