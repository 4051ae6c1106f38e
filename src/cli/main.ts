#!/usr/bin/env node
import { stdoutRefused } from './stdout-refused.ts';
import { steadyAnswer } from './steady-answer.ts';

const argv = process.argv.slice(2);
process.stdout.on('error', stdoutRefused);
const steady = steadyAnswer(argv);
if (steady !== null) process.stdout.write(steady);
else await (await import('./run-cli.ts')).runCli(argv);
