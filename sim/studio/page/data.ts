import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiError } from "../api.ts";
import { listenTogether } from "./stream.ts";

/** What the server has said of an address; the last data stay while newer ones come, and when they fail to. */
export interface Loaded<T> {
  readonly data?: T;
  readonly error?: ApiError;
}

type Listener = (changed: readonly string[]) => void;
const listeners = new Set<Listener>();
const states = new Set<(live: boolean) => void>();
let live = false;

/** Of one connection for all tabs. */
export function listenToServer(): void {
  listenTogether((word) => {
    if ("changed" in word) for (const listener of listeners) listener(word.changed);
    if (!("live" in word)) return;
    live = word.live;
    for (const state of states) state(live);
  });
}

/** Whether the server tells of changes now. */
export function useLive(): boolean {
  const [now, set] = useState(live);
  useEffect(() => {
    states.add(set);
    set(live); // it may have come since the page was drawn
    return () => void states.delete(set);
  }, []);
  return now;
}

/** Milliseconds between two readings of one address, at least, and times what the last one took. */
const PAUSE = 1000;
const TIMES = 5;

/** Reads an address of the server, and again whenever one of `topics` has changed. */
export function useServer<T>(url: string, topics: readonly string[]): Loaded<T> {
  const [loaded, set] = useState<Loaded<T> & { readonly url?: string }>({});
  const wanted = useRef(topics);
  wanted.current = topics;
  useEffect(() => {
    let ended = false;
    let timer: number | undefined;
    let busy = false;
    let stale = false;
    let next = 0;
    const read = async (): Promise<void> => {
      busy = true;
      stale = false;
      const started = performance.now();
      const found = await ask<T>(url);
      busy = false;
      if (ended) return;
      next = performance.now() + Math.max(PAUSE, TIMES * (performance.now() - started));
      set((before) => ("error" in found && before.url === url ? { ...before, ...found } : { ...found, url }));
      if (stale) soon();
    };
    const soon = (): void => {
      if (busy) stale = true;
      else timer ??= setTimeout(() => ((timer = undefined), void read()), Math.max(0, next - performance.now()));
    };
    const listener: Listener = (changed) => {
      if (changed.some((topic) => topic === "*" || wanted.current.includes(topic))) soon();
    };
    listeners.add(listener);
    void read();
    return () => {
      ended = true;
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, [url]);
  return loaded;
}

/** One answer of the server. */
export async function ask<T>(
  url: string,
  request: RequestInit = {},
): Promise<{ readonly data: T } | { readonly error: ApiError }> {
  try {
    const response = await fetch(url, request);
    const body = (await response.json()) as unknown;
    return response.ok ? { data: body as T } : { error: body as ApiError };
  } catch (error) {
    return { error: { code: "OFFLINE", message: `the studio does not answer: ${String(error)}` } };
  }
}
