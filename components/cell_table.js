// A table whose numbers are buttons. Called again whenever the numbers change: what it draws replaces what was there.
// With more columns than this their words stand upright, unless all are short.
const LEVEL = 6;
const SHORT = 3;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table");
  const focused = parentElement.activeElement?.dataset.leads;
  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const row = (cells) => {
    const made = document.createElement("tr");
    made.append(...cells);
    return made;
  };
  // The first line of a tile says what it is, in smaller letters.
  const cell = ({ words, meaning, value, chosen, leads, fill, link, hatched }) => {
    const [name, said] = data.tiles ? words.split("\n") : ["", words];
    const button = make("button", said, {
      type: "button", title: meaning, "aria-label": meaning, "data-leads": value, tabindex: "-1",
    });
    if (chosen !== null) button.setAttribute("aria-pressed", String(chosen));
    button.disabled = !leads;
    if (link) button.dataset.link = link;
    button.classList.toggle("hatched", hatched);
    if (fill) button.style.background = fill;
    if (name) button.prepend(make("small", name));
    const made = document.createElement("td");
    made.append(button);
    return made;
  };
  const head = document.createElement("thead");
  head.append(row(data.heading.map((words) => {
    const made = make("th", "", { scope: "col", title: words });
    made.append(make("span", words));
    return made;
  })));
  const body = document.createElement("tbody");
  for (const { name, cells, total } of data.lines) {
    const last = total === null ? [] : [make("td", total)];
    body.append(row([make("th", name, { scope: "row", title: name }), ...cells.map(cell), ...last]));
  }
  const columns = data.heading.length - 1;
  const long = data.heading.slice(1).some((words) => words.length > SHORT);
  table.className = data.dense ? ["dense", ...(long ? [columns > LEVEL ? "many" : "long"] : [])].join(" ") : "";
  if (data.tiles) table.className = "tiles";
  const longest = Math.max(0, ...data.lines.flatMap(({ cells }) => cells.map(({ words }) => words.length)));
  table.style.minWidth = data.dense ? `${13 + Math.max(2.75, 0.5 + 0.45 * longest) * columns}rem` : "";
  table.setAttribute("aria-label", data.alt);
  table.onclick = (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.link) location.assign(button.dataset.link);
    else if (button !== null) setTriggerValue("cell", button.dataset.leads);
  };
  table.replaceChildren(...(data.heading.length > 0 ? [head] : []), body);
  // What lies to the right is out of sight: that is said.
  const box = table.parentElement;
  const said = parentElement.querySelector("p");
  box.watch?.disconnect();
  box.watch = new ResizeObserver(() => { said.hidden = box.scrollWidth <= box.clientWidth + 4; });
  box.watch.observe(box);
  // One stop of the tab key for the whole table; within it the arrows go on.
  const rows = [...body.rows].map((line) => [...line.querySelectorAll("button")]);
  const stop = (button, take) => {
    table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    button?.setAttribute("tabindex", "0");
    if (take) button?.focus();
  };
  stop(table.querySelector(focused ? `[data-leads="${CSS.escape(focused)}"]` : "button:enabled"), Boolean(focused));
  table.onfocusin = (event) => stop(event.target, false);
  table.onkeydown = (event) => {
    const [down, right] = STEPS[event.key] ?? [0, 0];
    let line = rows.findIndex((buttons) => buttons.includes(event.target));
    if (line < 0 || (down === 0 && right === 0)) return;
    let place = rows[line].indexOf(event.target);
    event.preventDefault();
    do {
      line += down;
      place += right;
    } while (rows[line]?.[place]?.disabled);
    if (rows[line]?.[place]) stop(rows[line][place], true);
  };
}
