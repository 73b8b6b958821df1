import type { Exploration } from "../../explore/exploration.ts";
import { isFeasible } from "../../explore/record.ts";
import { measuresJson } from "../../explore/document.ts";
import type { DataColumn, DataTable } from "../export.ts";

/**
 * Every design that was tried, a row each, with measures as means: over fresh seeds, with interval, where it was measured
 * anew; else over the seeds that it was chosen or left by, without.
 */
export function designsTable({ records, best, aims, fresh }: Exploration): DataTable {
  const front = new Set(best.filter(isFeasible).map(({ id }) => id));
  const parameters = Object.keys(records[0]?.design ?? {});
  const rows = records.map((record) => {
    const anew = fresh.designs.get(record.id);
    return { record, means: measuresJson(anew?.replicates ?? record.replicates, anew !== undefined, aims.ranges) };
  });
  const measures = [...new Set(rows.flatMap(({ means }) => Object.keys(means)))];
  const number = (name: string, values: (number | null)[]): DataColumn => ({ name, type: "number", values });
  return {
    columns: [
      { name: "id", type: "text", values: records.map(({ id }) => id) },
      { name: "batch", type: "integer", values: records.map(({ batch }) => batch) },
      { name: "state", type: "text", values: records.map(({ state }) => state) },
      { name: "feasible", type: "boolean", values: records.map(isFeasible) },
      { name: "front", type: "boolean", values: records.map(({ id }) => front.has(id)) },
      number(
        "violation",
        records.map(({ violation }) => (Number.isFinite(violation) ? violation : null)),
      ),
      { name: "seeds", type: "integer", values: records.map(({ replicates }) => replicates.length) },
      { name: "measured anew", type: "boolean", values: records.map(({ id }) => fresh.designs.has(id)) },
      ...parameters.map((name) =>
        parameterColumn(
          `parameter ${name}`,
          records.map(({ design }) => design[name]!),
        ),
      ),
      ...(aims.kind === "order"
        ? []
        : aims.objectives.map((name, m) =>
            number(
              `objective ${name}`,
              records.map(({ objectives }) => (objectives[m] === undefined ? null : aims.signs[m]! * objectives[m])),
            ),
          )),
      ...measures.flatMap((name) => [
        number(
          name,
          rows.map(({ means }) => means[name]?.value ?? null),
        ),
        number(
          `${name} low`,
          rows.map(({ means }) => means[name]?.low ?? null),
        ),
        number(
          `${name} high`,
          rows.map(({ means }) => means[name]?.high ?? null),
        ),
      ]),
      {
        name: "fault",
        type: "text",
        values: records.map(({ fault }) => (fault ? `${fault.code}: ${fault.found}` : null)),
      },
    ],
  };
}

function parameterColumn(name: string, values: readonly (number | bigint | string)[]): DataColumn {
  if (values.some((value) => typeof value === "bigint"))
    return { name, type: "integer", values: values.map((value) => BigInt(value)) };
  if (values.some((value) => typeof value === "string")) return { name, type: "text", values: values.map(String) };
  return { name, type: "number", values: values.map(Number) };
}
