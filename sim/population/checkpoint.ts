import { canonical, fromCanonical, sha256 } from "../core/canonical.ts";
import { type Summary, type LoggedAgent, hashAfter, populationBody } from "./event-log.ts";
import type { EnvironmentState } from "../environment/run.ts";
import { diverged } from "./chain-writer.ts";
import type { AgentSnapshot, PopulationSnapshot } from "./agents/agent-snapshot.ts";

const DIGEST = 32;

/** Everything between two generations that is not on the chain. */
export interface EvaluationSnapshot {
  readonly population: PopulationSnapshot;
  readonly environment: EnvironmentState | null;
  readonly env: Record<string, bigint>;
  readonly blocks: number;
  readonly generation: number;
  readonly spawned: readonly (readonly [string, number])[];
  readonly retired: readonly AgentSnapshot[];
  readonly checks: number;
}

/** The part of it that the event log states; what else there is follows from the log. */
export function populationSummary({ generation, population, retired }: EvaluationSnapshot): Uint8Array {
  const leaving = (species: string): LoggedAgent[] => retired.filter((agent) => agent.species === species);
  return populationBody({
    generation: generation - 1,
    actors: population.actors,
    species: population.speciesStates.map(({ name, births, deaths, slots }) => ({
      name,
      births,
      deaths,
      living: slots.filter((agent) => agent !== null),
      leaving: leaving(name),
    })),
  });
}

/**
 * A state as it is stored: a checksum, the log's digest before the summary of the population, and the state as text.
 * Its field names are the code's and enter no hash of the log.
 */
export function encodeCheckpoint(before: Uint8Array, saved: EvaluationSnapshot): Uint8Array {
  const content = Buffer.concat([before, Buffer.from(canonical(saved))]);
  return Buffer.concat([sha256(content), content]);
}

/** The state in a checkpoint, if it is whole and the event log says so. Throws RunError RESUME_HASH. */
export function decodeCheckpoint(checkpoint: Uint8Array, expected: string): EvaluationSnapshot {
  const content = checkpoint.subarray(DIGEST);
  const damaged = (found: string): Error => diverged("its checkpoint", `the state after ${expected}`, found);
  if (content.length < DIGEST || Buffer.compare(sha256(content), checkpoint.subarray(0, DIGEST)) !== 0)
    throw damaged("a state that does not have its checksum");
  const saved = fromCanonical(Buffer.from(content.subarray(DIGEST)).toString()) as EvaluationSnapshot;
  const kind: Summary = "population";
  const found = hashAfter(content.subarray(0, DIGEST), kind, populationSummary(saved));
  if (found !== expected) throw damaged(`that after ${found}`);
  return saved;
}
