"use strict";

const PAGE = 50;

/** Over how many ms the rate of a sale is taken. */
const RATE_SPAN = 5000;

const rows = new Map(); // what is shown of each item, by id
let page = ""; // the id after which the shown items begin
let next = ""; // the same of the next page

/** Sends a change, and says what came of it. */
async function change(method, path, body, done) {
  const answer = await call(method, path, body);
  $("news").textContent = answer.httpStatus === 202 ? `${done}: queued, and not applied yet` : done;
  await Promise.allSettled([showItems(), showAudit()]);
}

const pathOf = id => `/v1/admin/items/${encodeURIComponent(id)}`;

function define(item) {
  const dialog = $("define");
  const fields = dialog.querySelector("form").elements;
  $("define-title").textContent = item ? `Edit ${item.title}` : "Open a sale";
  fields.id.value = item?.id ?? "";
  fields.id.readOnly = Boolean(item);
  fields.title.value = item?.title ?? "";
  fields.stock.value = item?.stock ?? "";
  fields.perUserLimit.value = item?.perUserLimit ?? 1;
  fields.opensAt.value = localTime(item?.opensAt);
  fields.closesAt.value = localTime(item?.closesAt);
  fields.holdSeconds.value = item?.holdSeconds ?? 0;
  open(dialog, () => change("PUT", pathOf(fields.id.value), {
    title: fields.title.value || undefined,
    stock: fields.stock.valueAsNumber,
    perUserLimit: fields.perUserLimit.valueAsNumber,
    opensAt: instant(fields.opensAt.value),
    closesAt: instant(fields.closesAt.value),
    holdSeconds: fields.holdSeconds.valueAsNumber,
  }, `${fields.id.value} is saved`));
  (item ? fields.stock : fields.id).focus();
}

/** A definition has the whole stock, so what others have changed meanwhile is read again before it is sent. */
function restock(item) {
  const dialog = $("restock");
  const field = dialog.querySelector("form").elements.more;
  $("restock-title").textContent = `Restock ${item.title}`;
  field.value = "";
  field.oninput = () => {
    dialog.querySelector(".after").textContent =
      field.value ? `${count(item.remaining)} left now, ${count(item.remaining + field.valueAsNumber)} after it.` : "";
  };
  field.oninput();
  open(dialog, async () => {
    const { title, stock, perUserLimit, opensAt, closesAt, holdSeconds } = rows.get(item.id)?.item ?? item;
    await change("PUT", pathOf(item.id),
      { title, stock: stock + field.valueAsNumber, perUserLimit, opensAt, closesAt: closesAt ?? undefined, holdSeconds },
      `${item.id} has ${count(field.valueAsNumber)} more`);
  });
}

/** A time as `datetime-local` has it, in this browser's time zone; empty for none. */
function localTime(text) {
  if (!text) return "";
  const time = new Date(text);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

const instant = local => local ? new Date(local).toISOString() : undefined;

/** What may be done to an item, by name: when, how, what to say before, and whether buyers lose something by it. */
const ACTIONS = {
  Restock: { when: ({ state }) => state !== "CLOSED", act: restock },
  Edit: { when: ({ closedForGood }) => !closedForGood, act: define },
  Pause: {
    when: ({ state }) => state !== "CLOSED" && state !== "PAUSED",
    risky: true,
    ask: "Every purchase is refused from now on, also those that are queued. Orders and holds stay. You can resume the sale.",
    act: item => change("POST", `${pathOf(item.id)}/pause`, null, `${item.id} is paused`),
  },
  Resume: {
    when: ({ state }) => state === "PAUSED",
    ask: "Buyers can buy again at once, if the sale is open by its times.",
    act: item => change("POST", `${pathOf(item.id)}/resume`, null, `${item.id} goes on`),
  },
  Close: {
    when: ({ closedForGood }) => !closedForGood,
    risky: true,
    ask: "The sale ends for good: this cannot be undone. Orders can still be confirmed, cancelled and shown.",
    act: item => change("POST", `${pathOf(item.id)}/close`, null, `${item.id} is closed`),
  },
  Delete: {
    when: ({ state }) => state === "CLOSED",
    risky: true,
    ask: "The item and its orders are forgotten here: this cannot be undone. Refused while an order is held.",
    act: item => change("DELETE", pathOf(item.id), null, `${item.id} is deleted`),
  },
};

function confirmed(name, action, item) {
  const dialog = $("confirm");
  $("confirm-title").textContent = `${name} ${item.title}?`;
  $("confirm-text").textContent = action.ask;
  dialog.querySelector("[type=submit]").textContent = name;
  open(dialog, () => action.act(item));
}

async function showItems() {
  const list = await call("GET", `/v1/admin/items?limit=${PAGE}&after=${encodeURIComponent(page)}`);
  const now = performance.now();
  const listed = new Set(list.items.map(item => item.id));
  for (const [id, row] of rows) {
    if (!listed.has(id)) {
      row.element.remove();
      rows.delete(id);
    }
  }
  list.items.forEach((item, place) => {
    if (!rows.has(item.id)) rows.set(item.id, newRow(item.id));
    const row = rows.get(item.id);
    if ($("items").children[place] !== row.element) $("items").insertBefore(row.element, $("items").children[place] ?? null);
    showItem(row, item, now);
  });
  next = list.next ? list.items.at(-1).id : "";
  $("no-items").hidden = list.items.length > 0;
  $("first-page").hidden = !page;
  $("next-page").hidden = !next;
}

function newRow(id) {
  const element = $("item").content.firstElementChild.cloneNode(true);
  element.dataset.item = id;
  return { element, item: null, sold: [] };
}

function showItem(row, item, now) {
  const put = (selector, text) => {
    const element = row.element.querySelector(selector);
    if (element.textContent !== text) element.textContent = text;
    return element;
  };
  put("h3", item.title);
  put(".id", item.id === item.title ? "" : item.id);
  put(".state", item.state.replace("_", " ")).className = `state ${item.state}`;
  put(".left", `${count(item.remaining)} of ${count(item.stock)} left`);
  const bar = row.element.querySelector("progress");
  bar.max = Math.max(1, item.stock);
  bar.value = item.remaining;
  bar.setAttribute("aria-label", `Left of ${item.title}`);
  put(".rate b", rate(row, item.stock - item.remaining, now));
  put(".window", `${shortTime(item.opensAt)} – ${item.closesAt ? shortTime(item.closesAt) : "never closes"}`);
  if (["state", "title", "closedForGood"].some(field => row.item?.[field] !== item[field])) {
    const buttons = Object.entries(ACTIONS).filter(([, action]) => action.when(item));
    row.element.querySelector(".actions").replaceChildren(...buttons.map(([name, action]) => actionButton(name, action, item)));
  }
  row.item = item;
}

function actionButton(name, action, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = action.risky ? "quiet risky" : "quiet";
  button.dataset.action = name;
  button.textContent = name;
  button.setAttribute("aria-label", `${name} ${item.title}`);
  button.addEventListener("click", () => {
    const current = rows.get(item.id)?.item ?? item;
    if (action.ask) confirmed(name, action, current);
    else action.act(current);
  });
  return button;
}

/** Units a second over the last moments; units that came back, or a stock that fell, do not count. */
function rate(row, sold, now) {
  row.sold.push([now, sold]);
  while (row.sold[0][0] < now - RATE_SPAN) row.sold.shift();
  const [from, before] = row.sold[0];
  return count(now > from ? Math.max(0, sold - before) * 1000 / (now - from) : 0);
}

/** A time without seconds, and without this year. */
function shortTime(text) {
  const time = new Date(text);
  const year = time.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return time.toLocaleString([], { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit", hour12: false });
}

$("open-item").addEventListener("click", () => define(null));
$("first-page").addEventListener("click", () => { page = ""; showItems(); });
$("next-page").addEventListener("click", () => { page = next; showItems(); });
