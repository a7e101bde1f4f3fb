"use strict";

/** An element with its attributes and what is in it; text stays text, whatever it says. */
function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** A table. A column is [title, class, cell of a row]. */
function table(columns, rows) {
  return element("div", { class: "scroll", tabindex: 0 }, element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map(([title, kind]) => element("th", { scope: "col", class: kind }, title)))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...columns.map(([, kind, cell]) => element("td", { class: kind }, cell(row))))))));
}

/** Fills folded details when they are first opened. */
function whenOpened(details, fill) {
  const once = () => {
    if (details.open) {
      details.append(...fill());
      details.removeEventListener("toggle", once);
    }
  };
  details.addEventListener("toggle", once);
}

/** The title, whether all is well, and facts as names with values. */
function showHead(title, broken, facts) {
  document.title = title;
  document.getElementById("title").textContent = title;
  const verdict = document.getElementById("verdict");
  verdict.className = broken ? "broken" : "clean";
  verdict.textContent = broken || "Clean: no violation";
  document.getElementById("facts").append(...Object.entries(facts).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))));
}

const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

const seconds = (millis, digits = 3) => millis === null ? "never" : `${(millis / 1000).toFixed(digits)} s`;

/** All of an array by what `key` says, in the order of the keys. */
function group(all, key) {
  const groups = new Map();
  for (const each of all) {
    const name = key(each);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(each);
  }
  return [...groups].sort(([a], [b]) => String(a).localeCompare(String(b), "en", { numeric: true }));
}
