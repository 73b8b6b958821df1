/** One thing that was looked at. */
export interface Finding {
  /** What: stable, for programs that read `--json`. */
  readonly name: string;
  /** `missing`: a run cannot begin, or would not be of these sources. `poor`: it can, and is worse for it. */
  readonly state: "ok" | "poor" | "missing";
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export const ok = (name: string, found: string): Finding => ({ name, state: "ok", found });
export const poor = (name: string, found: string, remedy: string): Finding => ({ name, state: "poor", found, remedy });
export const missing = (name: string, found: string, remedy: string): Finding => ({
  name,
  state: "missing",
  found,
  remedy,
});
