import { fileNameOf } from "../runs/folder.ts";
import { commandLine } from "../project/project.ts";
import { formatNumber } from "../report/text.ts";
import { InputError } from "../core/errors/errors.ts";
import { Activities } from "./activities.ts";
import type { CaseRow, FindingRow, RunList, RunQuery, RunRow } from "./api.ts";
import { LIMITS } from "./limits.ts";
import { Notes } from "./notes.ts";
import { pageOf, rowsFor, scenariosOf } from "./query.ts";
import { RunIndex } from "./run-index.ts";
import type { StoredRow } from "./rows.ts";
import { Recent } from "./recent.ts";
import { ReadingProcess, type ReadingLimits } from "./reading-process.ts";

/** Milliseconds since a file was written to after which its run is no longer taken to go on. */
const AT_WORK = 15_000;

interface Listed {
  readonly state: string;
  readonly rows: readonly RunRow[];
  readonly scenarios: readonly string[];
  /** By query. */
  readonly found: Recent<readonly RunRow[]>;
}

const isAtWork = ({ status }: StoredRow, written: number, now = Date.now()): boolean =>
  status === "unfinished" && now - written < AT_WORK;

/** What the server knows of its folders: all of it read from the stores, none of it kept anywhere else. */
export class StoreView {
  readonly folder: string;
  readonly #attacks: string;
  readonly #reader: ReadingProcess;
  readonly #runs: RunIndex;
  readonly #activities: Activities;
  readonly notes: Notes;
  readonly #answers = new Recent<{ readonly stamp: string; readonly text: string }>(LIMITS.answers);
  #listed: Listed | undefined;
  #scanned = -Infinity;

  constructor(folder: string, attacks: string, limits: ReadingLimits = {}) {
    this.folder = folder;
    this.#attacks = attacks;
    this.#reader = new ReadingProcess(limits);
    this.#runs = new RunIndex(folder, this.#reader, limits.files);
    this.#activities = new Activities(attacks === folder ? [folder] : [folder, attacks], this.#reader);
    this.notes = new Notes(folder);
  }

  get activities(): Activities {
    return this.#activities;
  }

  /** Looks at the folders, at most once in `pause` milliseconds. */
  scan(pause = 900): void {
    const now = performance.now();
    if (now - this.#scanned < pause) return;
    this.#scanned = now;
    this.#runs.scan();
    this.#activities.scan();
  }

  /** Until all that the last scan found is read. */
  async settled(): Promise<void> {
    await Promise.all([this.#runs.settled(), this.#activities.settled()]);
  }

  /** What is other than at the last call: ids of runs, `work/<id>`, and `runs` for the list. */
  takeChanged(): string[] {
    const runs = this.#runs.takeChanged();
    const activities = this.#activities.takeChanged().map((id) => `work/${id}`);
    return [...(runs.length > 0 ? ["runs"] : []), ...runs, ...(activities.length > 0 ? ["work"] : []), ...activities];
  }

  list({ page, ...asked }: RunQuery): RunList {
    const { rows, scenarios, found } = this.#list();
    const key = JSON.stringify(asked);
    const kept = found.get(key) ?? rowsFor(rows, { ...asked, page });
    found.set(key, kept);
    return { ...pageOf(kept, page), read: this.#runs.read, files: this.#runs.files, scenarios, tags: this.notes.tags };
  }

  row(id: string): RunRow {
    const entry = this.#runs.get(id);
    if (!entry) throw unknown(id);
    return this.#withNote(entry.row, entry.written);
  }

  /** The parts of a run's report, as JSON. */
  async run(id: string): Promise<string> {
    this.row(id);
    return this.#kept(`run ${id}`, this.#runs.stamp(id), () => this.#reader.text("run", { folder: this.folder, id }));
  }

  async activity(id: string): Promise<string> {
    const known = this.#activities.get(id);
    if (!known) throw unknown(id);
    const { folder } = known;
    return this.#reader.text("activity", { folder, id });
  }

  async compare(names: readonly string[]): Promise<string> {
    const right = names.length <= LIMITS.compared && names.every((name) => /^[\w-]{1,140}$/.test(name));
    if (!right)
      throw InputError.of("STUDIO_REQUEST", {
        expected: `two to ${LIMITS.compared} ids of runs or designs`,
        found: names.join(" ").slice(0, 100),
        remedy: "choose them from the list",
      });
    const finished = [...this.#runs.rows].filter(({ row }) => row.status === "finished");
    const sides = names.map((name) => {
      const entry = this.#runs.get(name);
      const likes = entry ? finished.filter(({ question }) => question === entry.question) : [];
      const itself = entry ? [{ id: name, scenario: entry.row.scenario }] : [];
      return { name, likes: [...itself, ...likes.map(({ row: { id, scenario } }) => ({ id, scenario }))] };
    });
    return this.#reader.text("compare", { folder: this.folder, sides });
  }

  async cases(): Promise<CaseRow[]> {
    const cases = await this.#reader.read("cases", { folder: this.folder });
    const rows = [...this.#runs.rows].map(({ row }) => ({ ...row, file: fileNameOf(row.scenario) }));
    return cases.map(({ file, scenario, name, goal, value, unit, seed, conditions }) => ({
      scenario,
      name,
      goal,
      value: formatNumber(value ?? NaN),
      unit,
      seed,
      conditions,
      command: commandLine("verify", scenario, "--case", name),
      runs: rows.filter((row) => row.file === file && row.seed === seed).map(({ id }) => id),
    }));
  }

  findings(): Promise<FindingRow[]> {
    return this.#reader.read("findings", { folder: this.#attacks });
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** The rows as they are now, and what queries have found among them; made anew when a row or a note is other. */
  #list(): Listed {
    const entries = [...this.#runs.rows];
    const now = Date.now();
    const working = entries.flatMap(({ row, written }) => (isAtWork(row, written, now) ? [row.id] : []));
    const state = [this.#runs.version, this.notes.version, ...working].join();
    if (this.#listed?.state === state) return this.#listed;
    const rows = entries.map(({ row, written }) => this.#withNote(row, written));
    const scenarios = scenariosOf(rows);
    return (this.#listed = { state, rows, scenarios, found: new Recent(LIMITS.answers) });
  }

  #withNote(row: StoredRow, written: number): RunRow {
    return { ...row, ...(isAtWork(row, written) && { status: "running" }), ...this.notes.of(row.id) };
  }

  async #kept(key: string, stamp: string | undefined, make: () => Promise<string>): Promise<string> {
    const known = this.#answers.get(key);
    if (known && known.stamp === stamp) return known.text;
    const text = await make();
    if (stamp === undefined) this.#answers.delete(key);
    else this.#answers.set(key, { stamp, text });
    return text;
  }
}

function unknown(id: string): InputError {
  return InputError.of("STUDIO_UNKNOWN", { found: JSON.stringify(id.slice(0, 100)), remedy: "go back to the list" });
}
