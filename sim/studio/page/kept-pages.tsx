import { formatNumber } from "../../report/text.ts";
import type { CaseRow, FindingRow } from "../api.ts";
import { useServer } from "./data.ts";
import { go, withParameters } from "./location.ts";
import { Loading } from "./run-page.tsx";
import { Command, Failure } from "./shared.tsx";

interface KeptProps {
  /** The only one whose rows are shown; "" for all. */
  readonly scenario: string;
}

/** A scenario is kept under its name, or under the path of its file. */
const plainName = (scenario: string): string => scenario.replace(/^.*\//, "").replace(/\.[mc]?ts$/, "");

/** What is chosen stands in the address. */
function ScenarioFilter({ rows, scenario }: KeptProps & { readonly rows: readonly { readonly scenario: string }[] }) {
  const names = [...new Set([...rows.map((row) => row.scenario), ...(scenario === "" ? [] : [scenario])])].sort();
  if (names.length < 2 && scenario === "") return null;
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        Scenario
        <select
          value={scenario}
          onChange={({ currentTarget }) => go(withParameters({ scenario: currentTarget.value }), { replace: true })}
        >
          <option value="">all</option>
          {names.map((name) => (
            <option value={name}>{name}</option>
          ))}
        </select>
      </label>
    </form>
  );
}

/** Failing cases that verifications have kept, each with the command and the runs that replay it. */
export function CasesView({ scenario: asked }: KeptProps) {
  const { data, error } = useServer<readonly CaseRow[]>("/api/cases", ["runs", "work"]);
  if (!data) return <Loading error={error} title="Failing cases" />;
  const shown = data.filter(({ scenario }) => asked === "" || plainName(scenario) === plainName(asked));
  return (
    <>
      <h1>Failing cases</h1>
      <ScenarioFilter rows={data} scenario={asked} />
      <p class="kicker" role="status">
        {shown.length === 0 ? "No verification has kept a failing case here." : `${shown.length} kept by verifications`}
      </p>
      <Failure error={error} />
      <div class="blocks">
        {shown.map(({ scenario, name, goal, value, unit, seed, conditions, command, runs }) => (
          <article class="card" id={`${scenario} ${name}`}>
            <h2 class="small">
              {scenario}: {name}
            </h2>
            <p>
              {goal}; measured {value}
              {unit && ` ${unit}`} with seed {seed}
              {conditions === "{}" ? "" : ` under ${conditions}`}
            </p>
            <Command text={command} />
            <p>
              {runs.length === 0 ? "Not replayed yet: the command stores its history. " : "Replayed: "}
              {runs.map((run) => (
                <>
                  <a href={`/run/${run}`}>{run}</a>{" "}
                </>
              ))}
            </p>
          </article>
        ))}
      </div>
    </>
  );
}

/** What the attacker has of it: where something else was searched for, it may cost. */
function gainText(objective: string, gain: number): string {
  if (objective === "profit") return `takes ${formatNumber(gain)} of the numeraire`;
  const what = gain < 0 ? "costs" : "brings";
  return `by ${objective}; ${what} the attacker ${formatNumber(Math.abs(gain))} of the numeraire`;
}

/** Findings of attacks, with their steps. */
export function FindingsView({ scenario: asked }: KeptProps) {
  const { data, error } = useServer<readonly FindingRow[]>("/api/findings", ["work"]);
  if (!data) return <Loading error={error} title="Findings" />;
  const shown = data.filter(({ scenario }) => asked === "" || plainName(scenario) === plainName(asked));
  return (
    <>
      <h1>Findings</h1>
      <ScenarioFilter rows={data} scenario={asked} />
      <p class="kicker" role="status">
        {shown.length === 0 ? "No attack has found anything here." : `${shown.length} in the ledgers of attacks`}
      </p>
      <Failure error={error} />
      <div class="blocks">
        {shown.map(({ scenario, id, kind, objective, profit, status, command, steps }) => (
          <article class="card wide" id={`finding-${id}`}>
            <h2 class="small">
              {scenario}: {kind} {id} <span class={`state ${status === "open" ? "bad" : "plain"}`}>{status}</span>
            </h2>
            <p>{gainText(objective, Number(profit) / 1e18)}</p>
            <details open={shown.length < 6}>
              <summary>{steps.length} steps</summary>
              <ol>
                {steps.map((step) => (
                  <li>{step}</li>
                ))}
              </ol>
            </details>
            <Command text={command} />
          </article>
        ))}
      </div>
    </>
  );
}
