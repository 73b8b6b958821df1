/** Milliseconds of rest after which a place is kept; a page that is found is still, and one that is not is given up. */
const REST = 100;
const STILL = 1000;
const PATIENCE = 15_000;

let timer: number | undefined;
/** Ends the way back to a place, while there is one. */
let arrive: (() => void) | undefined;

/** Keeps how far the page is scrolled, with the entry of the history that it is. */
export function keepPlace(): void {
  clearTimeout(timer);
  if (arrive) return; // what is not all there yet is no place that somebody chose
  history.replaceState({ ...placeOf(history.state), y: Math.round(scrollY) }, "");
}

/**
 * Leads back to where one was on a page, by the history or after a reload. The browser would look for it before what the
 * server says of the page is there; here it is looked for until the page is long enough, or somebody scrolls.
 */
export function followPlace(): void {
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keepPlace, REST);
  });
  addEventListener("pagehide", keepPlace);
  addEventListener("popstate", goBack);
  goBack();
}

function goBack(): void {
  clearTimeout(timer);
  arrive?.();
  const { y } = placeOf(history.state);
  if (y === undefined) return;
  const ended = new AbortController();
  const { signal } = ended;
  let still: number | undefined;
  const look = (): void => {
    scrollTo(0, y);
    clearTimeout(still);
    // What comes above it later would move it.
    if (Math.abs(scrollY - y) <= 1) still = setTimeout(() => arrive?.(), STILL);
  };
  const observer = new ResizeObserver(look);
  const late = setTimeout(() => arrive?.(), PATIENCE);
  arrive = () => {
    arrive = undefined;
    observer.disconnect();
    clearTimeout(late);
    clearTimeout(still);
    ended.abort();
  };
  for (const own of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(own, () => arrive?.(), { signal, passive: true });
  observer.observe(document.body);
}

function placeOf(state: unknown): { readonly y?: number } {
  return typeof state === "object" && state !== null && "y" in state && typeof state.y === "number"
    ? { y: state.y }
    : {};
}
