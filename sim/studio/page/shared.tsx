import { formatNumber, formatSeconds } from "../../report/text.ts";
import type { Activity, ApiError, RunState } from "../api.ts";
import { blockHtml } from "../../report/html/blocks.ts";
import type { Facts } from "../../report/section.ts";
import { Html } from "./contents.tsx";

export function Failure({ error }: { readonly error: ApiError | undefined }) {
  if (!error) return null;
  return (
    <p class="failure" role="alert">
      <b>{error.code}</b> {error.message}
    </p>
  );
}

const TONES: { readonly [state: string]: string } = {
  running: "open",
  finished: "good",
  failed: "bad",
  unreadable: "bad",
  lost: "bad",
};

export function State({ state }: { readonly state: RunState | Activity["state"] }) {
  return <span class={`state ${TONES[state] ?? "plain"}`}>{state}</span>;
}

/** A time of the store in the reader's own clock. */
export function Time({ at }: { readonly at: string }) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return <span>{at}</span>;
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return (
    <time dateTime={at}>{`${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`}</time>
  );
}

/** How far a command is: what it does, how fast, how long still, its workers and its faults. */
export function Progress({ activity }: { readonly activity: Activity }) {
  const { state, doing, done, of, rate, unit, counted = unit, secondsLeft, counters, workers, faults } = activity;
  const facts: Facts = {
    kind: "facts",
    facts: [
      ...(of !== undefined || done > 0
        ? [
            {
              label: "done",
              value: formatNumber(done, 12),
              ...((of !== undefined || counted !== "") && {
                note: `${of === undefined ? "" : `of ${formatNumber(of, 12)} `}${counted}`,
              }),
            },
          ]
        : []),
      ...(rate !== undefined ? [{ label: `${unit} a second`, value: formatNumber(rate) }] : []),
      ...(secondsLeft !== undefined && state === "running"
        ? [{ label: "time left", value: formatSeconds(secondsLeft) }]
        : []),
      ...counters,
    ],
  };
  return (
    <section id="progress" aria-label="Progress">
      <h2>
        Progress <State state={state} />
      </h2>
      {doing !== "" && <p class="lead">{doing}</p>}
      {state === "running" && of !== undefined && of > 0 && (
        <progress
          max={of}
          value={Math.min(done, of)}
          aria-label={`${formatNumber(done, 12)} of ${formatNumber(of, 12)}`}
        />
      )}
      <div class="blocks">
        <Html html={blockHtml(facts)} />
        {workers.length > 0 && (
          <div class="card wide">
            <h3>Workers</h3>
            <div class="scroll" tabIndex={0} role="group" aria-label="Workers">
              <table>
                <thead>
                  <tr>
                    <th scope="col">process</th>
                    <th scope="col">does</th>
                    <th scope="col">since</th>
                    <th scope="col" class="number">
                      jobs
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {workers.map(({ name, job, since, jobs }) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td>{job ?? "waits"}</td>
                      <td>{since ? <Time at={since} /> : ""}</td>
                      <td class="number">{formatNumber(jobs, 12)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
        <div class="card wide">
          <h3>Faults</h3>
          <div class="faults" role="log" aria-label="Faults, newest first" tabIndex={0}>
            <ul>
              {faults.length === 0 && <li>none</li>}
              {faults.map(({ at, text }) => (
                <li>
                  <Time at={at} /> {text}
                </li>
              ))}
            </ul>
          </div>
        </div>
      </div>
    </section>
  );
}

/** A command that can be copied whole. */
export function Command({ text }: { readonly text: string }) {
  if (text === "") return null;
  // A line ends between words alone: one that ends within an option is read as two.
  return <code class="command">{text.split(" ").flatMap((word, i) => [i > 0 ? " " : "", <span>{word}</span>])}</code>;
}
