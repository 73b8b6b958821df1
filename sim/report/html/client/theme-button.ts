import { DARK, LIGHT, type Palette } from "../../charts/theme.ts";

/** The palette of the page: the system's until the button is pressed. */
export interface ThemeChoice {
  readonly palette: Palette;
  toggle(): void;
}

/** Follows the system and the reader's choice, marks the root element, and tells of each change. */
export function followTheme(onChange: (palette: Palette) => void, chosen?: Palette["name"]): ThemeChoice {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let name = chosen;
  const now = (): Palette => ((name ?? (system.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT);
  const tell = (): void => {
    document.documentElement.dataset["theme"] = now().name;
    onChange(now());
  };
  system.addEventListener("change", tell);
  tell();
  return {
    get palette() {
      return now();
    },
    toggle() {
      name = now().name === "dark" ? "light" : "dark";
      tell();
    },
  };
}
