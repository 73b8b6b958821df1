import type { Verification } from "../../verify/verification.ts";
import type { Block, Section, Table } from "../section.ts";
import { changeRows, gasRows, verdictChange, type Rows } from "./change-rows.ts";
import { madeRows, type Circumstances } from "./circumstances.ts";

/** Of a spec sheet's page: what changed against the base, gas, and what the sheet is of. */
export function circumstanceSections({ seed, subject }: Verification, circumstances: Circumstances): Section[] {
  const { change, gas, design, nominal } = circumstances;
  return [
    ...(change === undefined ? [] : [changeSection(change)]),
    ...(gas.length === 0 ? [] : [{ id: "gas", title: "Gas", blocks: [tableOf(gasRows(gas))] }]),
    {
      id: "made",
      title: "What it is of",
      blocks: [
        tableOf({ title: "Design", head: ["parameter", "value"], rows: Object.entries(design) }),
        {
          kind: "table",
          title: "What made it",
          head: ["what", "value"],
          rows: [
            ...madeRows(seed, subject.engine, circumstances),
            ...(nominal === undefined ? [] : [["nominal run", { text: nominal, link: nominal }]]),
          ],
        },
      ],
    },
  ];
}

function changeSection(change: NonNullable<Circumstances["change"]>): Section {
  const section = { id: "change", title: "Change" };
  if (change === "none") return { ...section, lead: "The base has no result of this scenario and design.", blocks: [] };
  const made = change.made ? ` Base of ${change.made.date}: ${change.made.command}` : "";
  const blocks = changeRows(change).map((rows): Block => (rows.rows.length > 0 ? tableOf(rows) : noteOf(rows)));
  return { ...section, lead: `The verdict is ${verdictChange(change)}.${made}`, blocks };
}

const noteOf = ({ note = "" }: Rows): Block => ({ kind: "text", text: note });

function tableOf({ title, head, rows, note }: Rows): Table {
  return { kind: "table", title, head, rows, ...(note !== undefined && { caption: note }) };
}
