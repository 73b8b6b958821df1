import type { StoreView } from "./store-view.ts";

/** Milliseconds between looks at the folders while somebody listens. */
const LOOK = 1000;

/** Tells listeners what has changed in the stores, once a second at most; nobody listening, nothing is looked at. */
export class Changes {
  readonly #view: StoreView;
  readonly #listeners = new Set<(changed: readonly string[]) => void>();
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  closed = false;

  constructor(view: StoreView) {
    this.#view = view;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** @returns how to stop. */
  listen(listener: (changed: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#look(), LOOK);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  tell(changed: readonly string[]): void {
    for (const listener of this.#listeners) listener(changed);
  }

  /** Ends early when the server does. */
  async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#waiting.add(done);
    });
  }

  close(): void {
    this.closed = true;
    clearInterval(this.#timer);
    this.#listeners.clear();
    for (const done of this.#waiting) done();
  }

  #look(): void {
    this.#view.scan();
    const changed = this.#view.takeChanged();
    if (changed.length > 0) this.tell(changed);
  }
}
