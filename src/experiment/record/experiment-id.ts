import type { Random } from '../../base/random.ts';
import { type ExperimentId, wordsOfId } from '../../model/record.ts';

const pattern = /^\d{8}-\d{4}-[a-z]+-[a-z]+$/;

/** Whether a text has the form `20261122-1432-calm-otter`. */
export function isExperimentId(text: string): text is ExperimentId {
  return pattern.test(text);
}

/**
 * A new id: the minute of `at` in UTC, so that ids sort by time, and two words drawn by `random`, so that
 * they can be said. Its words are those of no other experiment in `existing` as long as there are such
 * words; the whole id never is. Throws where every pair of words is taken within that minute.
 */
export function newExperimentId(input: {
  readonly at: Date;
  readonly random: Random;
  readonly existing: Iterable<string>;
}): ExperimentId {
  const taken = new Set(input.existing);
  const takenWords = new Set([...taken].map(wordsOfId));
  const minute = minuteOf(input.at);
  const pairs = idAdjectives.length * idAnimals.length;
  const first = Math.floor(input.random() * pairs);
  const candidates = Array.from({ length: pairs }, (_, step) => pairAt((first + step * stride) % pairs));
  const words =
    candidates.find((pair) => !takenWords.has(pair)) ??
    candidates.find((pair) => !taken.has(`${minute}-${pair}`));
  if (words === undefined) throw new Error(`all ${pairs} names of the minute ${minute} are taken`);
  return `${minute}-${words}` as ExperimentId;
}

/** A prime larger than either list: steps through all pairs in an order that looks unordered. */
const stride = 7919;

function pairAt(index: number): string {
  const adjective = idAdjectives[index % idAdjectives.length] ?? '';
  const animal = idAnimals[Math.floor(index / idAdjectives.length)] ?? '';
  return `${adjective}-${animal}`;
}

function minuteOf(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}`;
}

/** Friendly words for experiment ids: lower-case ASCII, easy to say and to type, no word in both lists. */
export const idAdjectives: readonly string[] = `
  able agile airy amber ample apt bold brave bright brisk calm candid careful cheery clear clever cosy crisp
  curious daring deft eager early earnest easy fair fast fine fleet fond frank free fresh gentle glad golden
  good grand green happy hardy hazel honest humble jolly keen kind lively loyal lucid lucky mellow merry mild
  modest neat nimble noble open patient placid plucky polite proud quick quiet rapid ready rosy serene sharp
  shy silent silver sleek smart smooth snug solid spry steady still strong sunny sure swift tidy tranquil
  trusty upbeat vivid warm wise witty young zesty
`
  .trim()
  .split(/\s+/);

export const idAnimals: readonly string[] = `
  alpaca antelope badger bear beaver bee bison bobcat bunny camel caribou cat cheetah chipmunk condor cow crab
  crane cricket deer dingo dolphin donkey dove duck eagle egret eland elk emu falcon ferret finch firefly fox
  frog gazelle gecko giraffe goat goose grouse gull hare hawk hedgehog heron horse ibex iguana impala jackdaw
  jaguar jay kestrel kiwi koala lark lemur leopard lion lizard llama lynx magpie marmot marten mole moose mouse
  newt ocelot octopus orca osprey otter owl panda panther parrot pelican penguin pheasant pigeon pony puffin
  puma quail rabbit raccoon raven robin salmon seal shrew skylark sloth snail sparrow squirrel stork swallow
  swan tapir tern thrush tiger toad toucan trout turtle vole walrus weasel whale wolf wombat wren yak zebra
`
  .trim()
  .split(/\s+/);
