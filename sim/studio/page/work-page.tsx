import { formatNumber, formatSeconds } from "../../report/text.ts";
import type { Activity, ActivityPage } from "../api.ts";
import { Sections } from "./contents.tsx";
import { useServer } from "./data.ts";
import { Loading } from "./run-page.tsx";
import { Command, Failure, Progress, State, Time } from "./shared.tsx";

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
                  <th scope="col" class="number">
                    done
                  </th>
                  <th scope="col" class="rest">
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
                    </td>
                    <td class="number">
                      {formatNumber(activity.done, 12)}
                      {activity.of === undefined ? "" : `/${formatNumber(activity.of, 12)}`}
                    </td>
                    <td class="rest">
                      {activity.secondsLeft === undefined ? "" : formatSeconds(activity.secondsLeft)}
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
      {kicker && <p class="kicker">{kicker}</p>}
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
      <Progress activity={activity} />
      <Sections sections={sections} />
    </>
  );
}
