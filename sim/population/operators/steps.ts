import type { Random } from "../../core/random.ts";
import type { Gene } from "../../scenario/genes.ts";

/** Where the genes of a program lie in a genome, step by step. */
interface Steps {
  readonly program: string;
  readonly steps: readonly (readonly number[])[];
}

/** By genes: a population asks for the same again and again. */
const known = new WeakMap<readonly Gene[], readonly Steps[]>();

function stepsIn(genes: readonly Gene[]): readonly Steps[] {
  let found = known.get(genes);
  if (!found) {
    const programs = new Map<string, number[][]>();
    genes.forEach(({ part }, i) => {
      if (!part) return;
      const steps = programs.get(part.program) ?? [];
      programs.set(part.program, steps);
      (steps[part.step] ??= []).push(i);
    });
    known.set(genes, (found = [...programs].map(([program, steps]) => ({ program, steps }))));
  }
  return found;
}

/**
 * Moves whole steps of each program in a genome, with the chance given: one is repeated in the place of another, two change
 * places, or one is taken out. Changes to single genes alone hardly ever repeat what works. Draws nothing where there is no
 * program.
 */
export function moveSteps(genes: readonly Gene[], genome: number[], chance: () => number, random: Random): number[] {
  for (const { steps } of stepsIn(genes)) {
    if (random.unit() >= chance()) continue;
    const [one, other] = [steps[random.integer(steps.length)]!, steps[random.integer(steps.length)]!];
    const move = random.integer(3);
    one.forEach((from, i) => {
      const to = other[i]!;
      const value = genome[to]!;
      if (move < 2) genome[to] = genome[from]!;
      if (move === 1) genome[from] = value;
      // The first choice of a call is to do nothing.
      if (move === 2 && genes[from]!.part!.name === "call") genome[from] = 0;
    });
  }
  return genome;
}

/** Whether a gene goes with the one before it to a child: a step is handed on whole, or its arguments are another call's. */
export function isInStepOf(gene: Gene, before: Gene | undefined): boolean {
  const { part } = gene;
  return part !== undefined && before?.part?.program === part.program && before.part.step === part.step;
}
