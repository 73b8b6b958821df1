import { formatNumber, formatSeconds } from "../../report/text.ts";
import type { Activity, ActivityPage } from "../api.ts";
import { Sections } from "./contents.tsx";
import { useServer } from "./data.ts";
import { Loading } from "./run-page.tsx";
import { Command, Failure, Progress, State, Time } from "./shared.tsx";

const doneText = ({ done, of, unit, counted = unit }: Activity): string =>
  `${formatNumber(done, 12)}${of === undefined ? "" : `/${formatNumber(of, 12)}`} ${counted}`;

/** Commands that work now or have worked: searches, verifications, attacks, runs. */
export function WorkList() {
  const { data, error } = useServer<readonly Activity[]>("/api/work", ["work"]);
  if (!data) return <Loading error={error} title="Work" />;
  return (
    <>
      <h1>Work</h1>
      <p class="kicker" role="status">
        {data.length === 0
          ? "No command has told of itself in this folder yet."
          : `${data.length === 1 ? "1 command" : `${data.length} commands`}, ${data.filter(({ state }) => state === "running").length} at work`}
      </p>
      <Failure error={error} />
      {data.length > 0 && (
        <div class="card wide">
          <div class="scroll" tabIndex={0} role="group" aria-label="Commands">
            <table>
              <thead>
                <tr>
                  <th scope="col">command</th>
                  <th scope="col">state</th>
                  <th scope="col" class="number rest">
                    done
                  </th>
                  <th scope="col" class="number rest">
                    time left
                  </th>
                  <th scope="col" class="rest">
                    begun
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((activity) => (
                  <tr key={activity.id}>
                    <td>
                      <a href={`/work/${activity.id}`}>
                        {activity.kind}: {activity.title}
                      </a>
                      <div class="under">{activity.doing || activity.command}</div>
                    </td>
                    <td>
                      <State state={activity.state} />
                      <div class="under narrow">{doneText(activity)}</div>
                    </td>
                    <td class="number rest">{doneText(activity)}</td>
                    <td class="number rest">
                      {activity.state === "running" && activity.secondsLeft !== undefined
                        ? formatSeconds(activity.secondsLeft)
                        : ""}
                    </td>
                    <td class="rest">
                      <Time at={activity.started} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </>
  );
}

/** Where what a command has kept can be looked at alone, and replayed. */
function Kept({ activity: { kind, title } }: { readonly activity: Activity }) {
  const [scenario = ""] = title.split(":");
  const query = `?scenario=${encodeURIComponent(scenario)}`;
  if (kind === "verify")
    return (
      <p>
        <a href={`/cases${query}`}>Failing cases of {scenario}, with their replays</a>
      </p>
    );
  return kind === "attack" ? (
    <p>
      <a href={`/findings${query}`}>Findings of {scenario}, with their steps</a>
    </p>
  ) : null;
}

/** One command: how far it is, and what it has found so far. */
export function WorkView({ id }: { readonly id: string }) {
  const { data, error } = useServer<ActivityPage>(`/api/work/${id}`, [`work/${id}`]);
  if (!data) return <Loading error={error} title={id} />;
  const { activity, title, kicker, sections } = data;
  return (
    <>
      <h1>
        {activity.kind}: {title}
      </h1>
      {kicker && !title.endsWith(kicker) && kicker !== activity.command && <p class="kicker">{kicker}</p>}
      <p class="kicker">
        begun <Time at={activity.started} />, last word <Time at={activity.updated} />
      </p>
      <Command text={activity.command} />
      <Failure error={error} />
      {activity.runs.length > 0 && (
        <p>
          Runs:{" "}
          {activity.runs.slice(0, 100).map((run) => (
            <>
              <a href={`/run/${run}`}>{run}</a>{" "}
            </>
          ))}
        </p>
      )}
      <Kept activity={activity} />
      <Progress activity={activity} />
      <Sections sections={sections} />
    </>
  );
}
