import { RUN_STATES, SORTS, type RunList, type RunQuery, type RunRow } from "./api.ts";
import { LIMITS } from "./limits.ts";

/** Seed 2 before seed 10. */
const NATURAL = new Intl.Collator("en", { numeric: true });
const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A query of the list from the parameters of a URL: what is no such thing is left out, never refused. */
export function queryFrom(parameters: URLSearchParams): RunQuery {
  const text = (name: string): string => (parameters.get(name) ?? "").slice(0, LIMITS.text);
  const sort = text("sort");
  const key = sort.replace(/^-/, "");
  return {
    q: text("q"),
    status: RUN_STATES.find((state) => state === text("status")) ?? "",
    scenario: text("scenario"),
    tag: text("tag"),
    sort: SORTS.find((name) => name === key) ?? "created",
    descending: sort === "" || sort.startsWith("-"),
    page: Math.max(1, Math.trunc(Number(text("page"))) || 1),
  };
}

/** The rows that a query asks for, on whichever page, in their order. */
export function rowsFor(rows: readonly RunRow[], query: RunQuery): RunRow[] {
  const value = valueOf(query);
  const found = rows.filter((row) => fits(row, query)).map((row) => ({ row, by: value(row) }));
  return found.sort(order(query)).map(({ row }) => row);
}

/** One page of the rows that were found. */
export function pageOf(found: readonly RunRow[], asked: number): Pick<RunList, "rows" | "total" | "page" | "pages"> {
  const pages = Math.max(1, Math.ceil(found.length / LIMITS.page));
  const page = Math.min(asked, pages);
  return { rows: found.slice((page - 1) * LIMITS.page, page * LIMITS.page), total: found.length, page, pages };
}

function fits(row: RunRow, { q, status, scenario, tag }: RunQuery): boolean {
  if (status !== "" && row.status !== status) return false;
  if (scenario !== "" && row.scenario !== scenario) return false;
  if (tag !== "" && !row.tags.includes(tag)) return false;
  if (q === "") return true;
  const text =
    `${row.id} ${row.title} ${row.scenario} ${row.seed} ${row.design} ${row.tags.join(" ")} ${row.note} ${row.fault ?? ""}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface Keyed {
  readonly row: RunRow;
  readonly by: string | number;
}

/** What rows are sorted by; numbers among texts as numbers, which are compared in no time. */
function valueOf({ sort }: RunQuery): (row: RunRow) => string | number {
  if (sort === "goals") return ({ goals }) => (goals && goals.of > 0 ? goals.met / goals.of : -1);
  if (sort === "created") return ({ created }) => created;
  return (row) => {
    const value = row[sort];
    return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  };
}

function order({ sort, descending }: RunQuery): (a: Keyed, b: Keyed) => number {
  const sign = descending ? -1 : 1;
  const compare = sort === "created" ? plain : NATURAL.compare;
  return (a, b) => {
    const by = typeof a.by === "number" && typeof b.by === "number" ? a.by - b.by : compare(String(a.by), String(b.by));
    return sign * by || plain(a.row.id, b.row.id);
  };
}

/** What the list offers as a filter. */
export function scenariosOf(rows: readonly Pick<RunRow, "scenario">[]): string[] {
  return [...new Set(rows.map(({ scenario }) => scenario))].filter(Boolean).sort().slice(0, LIMITS.scenarios);
}
