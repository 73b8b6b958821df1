/* Draws the charts of a report page. Runs in the browser, from the file system, with nothing but ECharts beside it. */
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const charts = read("charts");
  const themes = read("themes");
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const button = document.querySelector("button.theme");
  const places = [...document.querySelectorAll(".chart")];
  let chosen;

  const number = (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return value ?? "";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(3);
    return value.toLocaleString("en", { maximumSignificantDigits: Math.max(4, Math.trunc(size).toString().length) });
  };

  // As paint.ts does: colours in options are tokens of the theme.
  const paint = (value, tokens) => {
    if (typeof value === "string") return Object.hasOwn(tokens, value) ? tokens[value] : value;
    if (Array.isArray(value)) return value.map((member) => paint(member, tokens));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, paint(member, tokens)]));
  };

  let drawn = [];

  const show = () => {
    const name = chosen ?? (system.matches ? "dark" : "light");
    const { theme, tokens, font } = themes[name];
    root.dataset.theme = name;
    button.textContent = name === "dark" ? "Light" : "Dark";
    for (const chart of drawn) chart.dispose();
    drawn = places.map((place, i) => {
      const option = paint(charts[i], tokens);
      option.textStyle = { fontFamily: font };
      if (option.tooltip) option.tooltip.valueFormatter = number;
      const chart = window.echarts.init(place, theme);
      chart.on("finished", () => {
        place.dataset.drawn = "yes";
      });
      chart.setOption(option);
      // As safeLink of text.ts: to a place of this page, or to a file beside it.
      chart.on("click", ({ data }) => {
        const link = data?.link;
        if (typeof link === "string" && /^(#|\.\/)?[A-Za-z0-9_-][\w./-]*$/.test(link)) location.assign(link);
        if (place.dataset.clickText && data?.name) {
          const told = place.parentElement.querySelector(".told");
          told.textContent = place.dataset.clickText.replaceAll("{name}", () => data.name);
          told.hidden = false;
        }
      });
      return chart;
    });
  };

  button.addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    show();
  });
  system.addEventListener("change", show);
  show();
  new ResizeObserver(() => {
    for (const chart of drawn) chart.resize();
  }).observe(document.querySelector(".page"));
})();
