import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { DARK, LIGHT } from "../../report/charts/theme.ts";
import { followTheme, type Look } from "../../report/html/client/theme-button.ts";
import type { StudioState } from "../api.ts";
import { CompareView } from "./compare-page.tsx";
import { listenToServer, useLive, useServer } from "./data.ts";
import { CasesView, FindingsView } from "./kept-pages.tsx";
import { ListView } from "./list-page.tsx";
import { followLinks, useAddress } from "./location.ts";
import { RunView } from "./run-page.tsx";
import { followPlace } from "./place.ts";
import { chosenTheme, keepTheme, Theme } from "./theme.ts";
import { WorkList, WorkView } from "./work-page.tsx";

const PARTS = [
  ["/", "Runs"],
  ["/work", "Work"],
  ["/compare", "Compare"],
  ["/cases", "Failing cases"],
  ["/findings", "Findings"],
] as const;

function Studio() {
  const { path, parameters } = useAddress();
  const [look, setLook] = useState<Look>({ palette: LIGHT, onPaper: false });
  const theme = useMemo(() => followTheme(setLook, chosenTheme()), []);
  const { data: state } = useServer<StudioState>("/api/state", ["work"]);
  const live = useLive();
  const [, kind = "", id = ""] = path.split("/");
  useEffect(() => {
    document.title = `${id || (PARTS.find(([to]) => to === path)?.[1] ?? "Rewardscape")} · Rewardscape studio`;
  }, [path]);
  const running = state?.running ?? [];
  return (
    <Theme.Provider value={look}>
      <a class="skip" href="#content">
        To the content
      </a>
      <div class="page">
        <header class="top">
          <nav class="parts" aria-label="Studio">
            {PARTS.map(([to, title]) => (
              <a href={to} aria-current={to === path ? "page" : undefined}>
                {title}
              </a>
            ))}
          </nav>
          <span class="where">
            <span class={live ? "good" : "bad"} role="status">
              {live ? "live" : "not connected"}
            </span>
            <button
              class="theme"
              type="button"
              aria-label={look.palette === DARK ? "Switch to light" : "Switch to dark"}
              onClick={() => {
                theme.toggle();
                keepTheme(theme.palette.name);
              }}
            >
              {look.palette === DARK ? "Light" : "Dark"}
            </button>
          </span>
        </header>
        {running.length > 0 && (
          <p class="running">
            At work:{" "}
            {running.slice(0, 8).map((activity, i) => (
              <>
                {i > 0 && "· "}
                <a href={`/work/${activity.id}`}>
                  {activity.kind} {activity.title}
                  {activity.of ? ` ${Math.floor((100 * activity.done) / activity.of)} %` : ""}
                </a>{" "}
              </>
            ))}
          </p>
        )}
        <main id="content" tabIndex={-1}>
          {path === "/" && <ListView parameters={parameters} />}
          {kind === "run" && id !== "" && <RunView key={id} id={id} writes={state?.writes ?? false} />}
          {path === "/work" && <WorkList />}
          {kind === "work" && id !== "" && <WorkView key={id} id={id} />}
          {path === "/compare" && <CompareView ids={(parameters.get("ids") ?? "").split(",").filter(Boolean)} />}
          {path === "/cases" && <CasesView scenario={parameters.get("scenario") ?? ""} />}
          {path === "/findings" && <FindingsView scenario={parameters.get("scenario") ?? ""} />}
        </main>
        <footer>
          {state &&
            `${state.folder}, Rewardscape ${state.version}, ${state.writes ? "tags and notes can be written" : "read only"}`}
        </footer>
      </div>
    </Theme.Provider>
  );
}

listenToServer();
followPlace();
document.addEventListener("click", followLinks);
render(<Studio />, document.getElementById("studio")!);
