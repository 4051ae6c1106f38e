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
