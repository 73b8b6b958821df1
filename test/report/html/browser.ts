import { existsSync } from "node:fs";
import type { Context } from "mocha";
import { chromium, type Browser, type Page } from "playwright-core";

const PLACES = [
  process.env["CHROME_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Starts a headless browser of this machine. Without one the test is pending, and fails where CI is set. */
export async function startBrowser(test: Context): Promise<Browser> {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) {
    const message = "no browser found: install chromium, or set CHROME_PATH";
    if (process.env["CI"]) throw new Error(message);
    console.warn(`      ${message}`);
    test.skip();
  }
  // Chromium's sandbox does not work for root, as whom containers run.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/**
 * What an expression says in the page once that is not falsy, asked anew from here until then. The browser's own waiting
 * compiles the expression within the page when its first answer is no, and the reports' policy forbids that.
 */
export async function until(page: Page, expression: string, milliseconds = 20_000): Promise<unknown> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await page.waitForTimeout(20)) {
    const found: unknown = await page.evaluate(expression);
    if (found) return found;
  }
  throw new Error(`the page never came to ${expression}`);
}

/** What A4 has within its margins, in pixels. */
const SHEET = 718;

/** Shows the page as it is printed on A4, from whichever colours it has on the screen. */
export async function putOnPaper(page: Page, colorScheme: "light" | "dark" = "light"): Promise<void> {
  await page.setViewportSize({ width: SHEET, height: 1000 });
  await page.emulateMedia({ media: "print", colorScheme });
  await until(page, `document.documentElement.dataset.theme === "light"`);
}

/** What would be cut of a page on paper: wider than the sheet, more than its box shows, or a letter a line. */
export async function cutOnPaper(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const all = [...document.body.querySelectorAll("*")];
    const shown = all.filter((one) => one.checkVisibility() && !one.closest(".unseen"));
    const wide = shown.filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return left < 0 || right > ${SHEET};
    });
    const hidden = shown.filter((one) => {
      const { overflowX, overflowY } = getComputedStyle(one);
      const shut = (overflow, whole, seen) => overflow !== "visible" && whole > seen + 1;
      return shut(overflowX, one.scrollWidth, one.clientWidth) || shut(overflowY, one.scrollHeight, one.clientHeight);
    });
    const thin = shown.filter((one) => /^T[DH]$/.test(one.tagName) && one.clientWidth < 24 && one.textContent.length > 4);
    return [...new Set([...wide, ...hidden, ...thin])].map((one) => one.tagName + "." + one.className + " " + one.textContent.slice(0, 40));
  })()`);
}
