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

/** One page of the rows that a query asks for. */
export function pageOf(rows: readonly RunRow[], query: RunQuery): Pick<RunList, "rows" | "total" | "page" | "pages"> {
  const found = rows.filter((row) => fits(row, query)).sort(order(query));
  const pages = Math.max(1, Math.ceil(found.length / LIMITS.page));
  const page = Math.min(query.page, pages);
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

function order({ sort, descending }: RunQuery): (a: RunRow, b: RunRow) => number {
  const sign = descending ? -1 : 1;
  const value = (row: RunRow): string | number => {
    if (sort !== "goals") return row[sort];
    return row.goals && row.goals.of > 0 ? row.goals.met / row.goals.of : -1;
  };
  const compare = sort === "created" ? plain : NATURAL.compare;
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    const by = typeof x === "string" && typeof y === "string" ? compare(x, y) : Number(x) - Number(y);
    return sign * by || NATURAL.compare(a.id, b.id);
  };
}
