import { useEffect, useState } from "preact/hooks";

const FILE = "/assets/echarts.js";
let loading: Promise<void> | undefined;

/** Loads what draws charts, once: lists have none, and open without it. */
function loadCharts(): Promise<void> {
  return (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = FILE;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = undefined;
      reject(new Error(`${FILE} did not come`));
    });
    document.head.append(script);
  }));
}

/** Whether charts can be drawn; begins to load what draws them. Throws, as it is rendered, where that does not come. */
export function useCharts(): boolean {
  const [state, set] = useState<"waits" | "there" | Error>("waits");
  useEffect(() => {
    loadCharts().then(
      () => set("there"),
      (error: unknown) => set(error instanceof Error ? error : new Error(String(error))),
    );
  }, []);
  if (state instanceof Error) throw state;
  return state === "there";
}
