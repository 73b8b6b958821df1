import { useEffect, useState } from "preact/hooks";
import { keepPlace } from "./place.ts";

const MOVED = "studio:moved";

/** Goes to another address of the page without loading it anew. */
export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (to === location.pathname + location.search) return;
  keepPlace();
  if (replace) history.replaceState(history.state, "", to);
  else history.pushState(null, "", to);
  dispatchEvent(new Event(MOVED));
  if (!replace) scrollTo(0, 0);
}

/** Where the page is. */
export function useAddress(): { readonly path: string; readonly parameters: URLSearchParams } {
  const [address, set] = useState(location.pathname + location.search);
  useEffect(() => {
    const moved = (): void => set(location.pathname + location.search);
    addEventListener("popstate", moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener("popstate", moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  const { pathname, searchParams } = new URL(address, location.origin);
  return { path: pathname, parameters: searchParams };
}

/** The address with some parameters changed; empty ones are left out. */
export function withParameters(changes: { readonly [name: string]: string }): string {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

/** Links within the page are followed here; those of reports, to a run's file, lead to that run. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (link) keepPlace(); // a place within the page is another entry of the history
  const href = link?.getAttribute("href") ?? "";
  const to = targetOf(href);
  if (to === undefined) return;
  event.preventDefault();
  go(to);
}

/** Where a link of ours leads within the page; undefined for a place of the same one. */
export function targetOf(href: string): string | undefined {
  const report = /^(?:\.\/)?([a-z0-9][a-z0-9-]*)\.html$/.exec(href);
  if (report) return `/run/${report[1]}`;
  return href.startsWith("/") && !href.startsWith("//") ? href : undefined;
}
