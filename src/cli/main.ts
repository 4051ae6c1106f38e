#!/usr/bin/env node
import { steadyAnswer } from './steady-answer.ts';

const argv = process.argv.slice(2);
const steady = steadyAnswer(argv);
if (steady !== null) process.stdout.write(steady);
else await (await import('./run-cli.ts')).runCli(argv);
