/** What is told from tab to tab: whether the server is heard, and what has changed. A tab that opens asks. */
export type Word = { readonly live: boolean } | { readonly changed: readonly string[] } | { readonly asks: true };

const NAME = "rewardscape-studio";

/**
 * Tells of changes for as long as the page is open, by one connection for all tabs of a browser: it keeps at most six
 * to one server, and one that listens is never free again. The tab that holds the lock listens and passes on what it
 * hears; when it is closed, the lock goes to another. A browser that has no locks listens in each tab.
 */
export function listenTogether(hear: (word: Word) => void): void {
  if (!navigator.locks || typeof BroadcastChannel === "undefined") return void listen(hear);
  const channel = new BroadcastChannel(NAME);
  let live: boolean | undefined; // of the tab that listens
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (!("asks" in data)) hear(data);
    else if (live !== undefined) channel.postMessage({ live } satisfies Word);
  });
  channel.postMessage({ asks: true } satisfies Word);
  void navigator.locks.request(NAME, () => {
    live = false;
    listen((word) => {
      if ("live" in word) live = word.live;
      hear(word);
      channel.postMessage(word);
    });
    return new Promise<never>(() => undefined);
  });
}

function listen(tell: (word: Word) => void): void {
  const source = new EventSource("/api/changes");
  let live = false;
  source.addEventListener("hello", () => {
    // After a break, or after another tab has listened, everything may be other than it was.
    if (!live) tell({ changed: ["*"] });
    live = true;
    tell({ live });
  });
  source.addEventListener("change", ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as Word));
  source.addEventListener("error", () => {
    live = false;
    tell({ live });
  });
}
