import { formatNumber } from "../../report/text.ts";
import type { CaseRow, FindingRow } from "../api.ts";
import { useServer } from "./data.ts";
import { Loading } from "./run-page.tsx";
import { Command, Failure } from "./shared.tsx";

/** Failing cases that verifications have kept, each with the command and the runs that replay it. */
export function CasesView() {
  const { data, error } = useServer<readonly CaseRow[]>("/api/cases", ["runs", "work"]);
  if (!data) return <Loading error={error} title="Failing cases" />;
  return (
    <>
      <h1>Failing cases</h1>
      <p class="kicker" role="status">
        {data.length === 0 ? "No verification has kept a failing case here." : `${data.length} kept by verifications`}
      </p>
      <Failure error={error} />
      <div class="blocks">
        {data.map(({ scenario, name, goal, value, seed, conditions, command, runs }) => (
          <article class="card" id={`${scenario} ${name}`}>
            <h2 class="small">
              {scenario}: {name}
            </h2>
            <p>
              {goal}; measured {value} with seed {seed}
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

/** Findings of attacks, with their steps. */
export function FindingsView() {
  const { data, error } = useServer<readonly FindingRow[]>("/api/findings", ["work"]);
  if (!data) return <Loading error={error} title="Findings" />;
  return (
    <>
      <h1>Findings</h1>
      <p class="kicker" role="status">
        {data.length === 0 ? "No attack has found anything here." : `${data.length} in the ledgers of attacks`}
      </p>
      <Failure error={error} />
      <div class="blocks">
        {data.map(({ scenario, id, kind, profit, status, command, steps }) => (
          <article class="card wide" id={`finding-${id}`}>
            <h2 class="small">
              {scenario}: {kind} {id} <span class={`state ${status === "open" ? "bad" : "plain"}`}>{status}</span>
            </h2>
            <p>takes {formatNumber(Number(profit) / 1e18)} of the numeraire</p>
            <details open={data.length < 6}>
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
