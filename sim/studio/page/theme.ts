import { createContext } from "preact";
import { LIGHT, type Palette } from "../../report/charts/theme.ts";
import type { Look } from "../../report/html/client/theme-button.ts";

/** In what charts are drawn. */
export const Theme = createContext<Look>({ palette: LIGHT, onPaper: false });

const KEY = "rewardscape-theme";

/** What was chosen before in this browser; undefined follows the system. */
export function chosenTheme(): Palette["name"] | undefined {
  const name = read(localStorage, KEY);
  return name === "light" || name === "dark" ? name : undefined;
}

export function keepTheme(name: string): void {
  write(localStorage, KEY, name);
}

/** Storage may be forbidden. */
export function read(storage: Storage, key: string): string | undefined {
  try {
    return storage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function write(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // then it is forgotten
  }
}
