import type { StageSpec } from '../model/pipeline.ts';

/** The cores and the memory that stages running side by side may claim together. */
export interface Slots {
  /** Claims what a stage declares, or answers false where it has to wait. A free machine takes any stage. */
  take(resources: StageSpec['resources']): boolean;
  give(resources: StageSpec['resources']): void;
  /** Whether no stage at all could claim anything. */
  isFull(): boolean;
}

export function makeSlots({ cpus, memoryMb }: { cpus: number; memoryMb: number }): Slots {
  let usedCpus = 0;
  let usedMemoryMb = 0;
  let running = 0;
  return {
    take(resources) {
      const memory = resources.memoryMb ?? 0;
      const fits = usedCpus + resources.cpus <= cpus && usedMemoryMb + memory <= memoryMb;
      if (running > 0 && !fits) return false;
      running += 1;
      usedCpus += resources.cpus;
      usedMemoryMb += memory;
      return true;
    },
    isFull: () => running > 0 && usedCpus >= cpus,
    give(resources) {
      running -= 1;
      usedCpus -= resources.cpus;
      usedMemoryMb -= resources.memoryMb ?? 0;
    },
  };
}
