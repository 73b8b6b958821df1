import { DARK, LIGHT, type Palette } from "../../charts/theme.ts";

/** The palette of the page: the system's until the button is pressed. */
export interface ThemeChoice {
  readonly palette: Palette;
  toggle(): void;
}

/** In what a page is drawn now. */
export interface Look {
  readonly palette: Palette;
  /** For a sheet of paper, which is light whatever the screen is. */
  readonly onPaper: boolean;
}

/** Follows the system, the reader's choice and the printer, marks the root element, and tells of each change. */
export function followTheme(onChange: (look: Look) => void, chosen?: Palette["name"]): ThemeChoice {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  let name = chosen;
  let onPaper = paper.matches;
  const now = (): Palette => ((name ?? (system.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT);
  const tell = (): void => {
    const palette = onPaper ? LIGHT : now();
    document.documentElement.dataset["theme"] = palette.name;
    onChange({ palette, onPaper });
  };
  // A browser that prints says so by events, and by its media, before and after; some by one of them alone.
  const print = (begins: boolean): void => {
    if (begins === onPaper) return;
    onPaper = begins;
    tell();
  };
  system.addEventListener("change", tell);
  paper.addEventListener("change", () => print(paper.matches));
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
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
