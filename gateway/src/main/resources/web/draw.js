/** How the page is changed. */
import { words } from "./words.js";

/** Hues that stay bright beside their neighbours. */
const HUES = [215, 240, 265, 290, 320, 345, 10, 150, 175, 195];

export const $ = selector => document.querySelector(selector);

/** Changes only what differs: what stays is not read aloud again, and keeps its selection. */
export const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
export const show = (element, shown) => { element.hidden = !shown; };

/** Gives an item a colour of its own and its first letter, there being no picture of it. */
export function paint(tile, item) {
  const hash = [...item.id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7);
  tile.style.setProperty("--hue", HUES[hash % HUES.length]);
  put(tile, [...item.title.trim()][0].toUpperCase());
}

export function paintState(element, state) {
  put(element, words(state));
  element.dataset.state = state;
}

/** The rows of a list: one for each of `all`, in this order, made from a template and kept. */
export function rows(list, template, all, id, fill) {
  all.forEach((each, at) => {
    let row = [...list.children].find(child => child.dataset.id === id(each));
    if (!row) {
      row = $(template).content.firstElementChild.cloneNode(true);
      row.dataset.id = id(each);
      translate(row);
    }
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
    fill(row, each);
  });
  while (list.children.length > all.length) list.lastChild.remove();
}

/** Puts the fixed words in. */
export function translate(root) {
  root.querySelectorAll("[data-words]").forEach(element => put(element, words(element.dataset.words)));
}

/** Tells a listener what changed in a word; the place in line only now and then, and a first look at the page nothing. */
const told = new Map();
export function announce(about, headline, atMostEvery = 0) {
  const before = told.get(about);
  if (before?.headline === headline || before && Date.now() - before.at < atMostEvery) return;
  told.set(about, { headline, at: Date.now() });
  if (!before || !headline) return;
  put($("#news"), headline);
  if (about === "order") $("#orders > li")?.scrollIntoView({ block: "nearest" });
}
