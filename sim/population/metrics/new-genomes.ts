import { hex, sha256 } from "../../core/canonical.ts";
import type { GenerationSummary } from "../../core/history.ts";
import type { SpeciesState } from "../species-state.ts";

/** Hex digits that name a genome: of a million genomes two have the same name with a probability below one in a hundred. */
const DIGITS = 14;

/** Which genomes attackers had, each once: how much of what they could do was tried. */
export class NewGenomes {
  readonly #known = new Map<string, Set<string>>();

  /** What an earlier attempt has told already. */
  restore(records: Iterable<Pick<GenerationSummary, "newGenomes">>): void {
    for (const { newGenomes = {} } of records)
      for (const [species, names] of Object.entries(newGenomes)) for (const name of names) this.#of(species).add(name);
  }

  /** Genomes of the living attackers that nobody had before, by species; undefined where there are no attackers. */
  take(speciesStates: readonly SpeciesState[]): { readonly [species: string]: readonly string[] } | undefined {
    const attackers = speciesStates.filter(({ spec }) => spec.role === "attacker");
    if (attackers.length === 0) return undefined;
    return Object.fromEntries(
      attackers.map((speciesState) => {
        const known = this.#of(speciesState.name);
        const fresh: string[] = [];
        for (const { genome } of speciesState.living()) {
          const name = hex(sha256(genome.join(" "))).slice(0, DIGITS);
          if (known.has(name)) continue;
          known.add(name);
          fresh.push(name);
        }
        return [speciesState.name, fresh] as const;
      }),
    );
  }

  #of(species: string): Set<string> {
    let known = this.#known.get(species);
    if (!known) this.#known.set(species, (known = new Set()));
    return known;
  }
}
