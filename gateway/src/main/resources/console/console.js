"use strict";

/** How often everything is asked for, how long that may take, and how long a change may; in ms. */
const TURN = 1000;
const LOOK_TIMEOUT = 5000;
const CHANGE_TIMEOUT = 60000;

const PAGE = 50;
const TOKEN = "seckill.token";

/** Over how many ms the rate of a sale is taken. */
const RATE_SPAN = 5000;

/** Of more queues than this the chart tells the sum and the longest. */
const MAX_QUEUE_LINES = 6;

const $ = id => document.getElementById(id);
const count = number => Math.round(number).toLocaleString();
const rows = new Map(); // what is shown of each item, by id
let page = ""; // the id after which the shown items begin
let next = ""; // the same of the next page
let lastMetrics = null;
let group = ""; // the backends' group, once it is known: to ask for all groups costs the cluster more

// ---- Calls

/** A refusal: what the gateway says is wrong. */
class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `status ${status}`);
    this.status = status;
    this.code = problem.code;
  }
}

/** Asks as the operator; resolves to the answer's JSON and status, and throws a Refused for a problem. */
async function call(method, path, body) {
  const headers = {};
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method,
    headers,
    body: body ? JSON.stringify(body) : undefined,
    cache: "no-store",
    signal: AbortSignal.timeout(method === "GET" ? LOOK_TIMEOUT : CHANGE_TIMEOUT),
  });
  const json = answer.status === 204 ? {} : await answer.json();
  if (answer.status < 400) return { ...json, httpStatus: answer.status };
  if (answer.headers.get("WWW-Authenticate")?.startsWith("Bearer")) logIn(json.detail);
  throw new Refused(answer.status, json);
}

/** Runs `look` each second while somebody looks; what goes wrong is told, until it goes well. */
function repeat(look) {
  const turn = async () => {
    const started = performance.now();
    try {
      if (!document.hidden && !$("login").open) {
        await look();
        trouble(look.name, "");
      }
    } catch (failure) {
      trouble(look.name, failure instanceof Refused ? failure.message : "The gateway does not answer.");
    }
    setTimeout(turn, Math.max(100, TURN - (performance.now() - started)));
  };
  turn();
}

const troubles = new Map();

function trouble(source, text) {
  troubles.set(source, text);
  const told = [...new Set(troubles.values())].filter(each => each).join(" ");
  if ($("trouble").textContent !== told) $("trouble").textContent = told;
  $("trouble").hidden = !told;
}

// ---- Dialogs

/** Opens `dialog`; once it is submitted, `act` runs with its fields, and it stays open for as long as that is refused. */
function open(dialog, act) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector(".problem");
  const submit = form.querySelector("[type=submit]");
  problem.textContent = "";
  for (const cancel of form.querySelectorAll("[value=cancel]")) cancel.onclick = () => dialog.close();
  form.onsubmit = async event => {
    event.preventDefault();
    submit.disabled = true;
    problem.textContent = "";
    try {
      await act(form.elements);
      dialog.close();
    } catch (failure) {
      problem.textContent = failure instanceof Refused
        ? `${failure.message}${failure.code ? ` (${failure.code})` : ""}`
        : "The gateway does not answer; whether it is done, the list will show.";
    } finally {
      submit.disabled = false;
    }
  };
  dialog.showModal();
}

function logIn(why) {
  if ($("login").open) return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const hadToken = sessionStorage.getItem(TOKEN) !== null;
  open($("login"), async fields => {
    sessionStorage.setItem(TOKEN, fields.token.value.trim());
    await call("GET", "/v1/admin/audit");
    fields.token.value = "";
    $("logout").hidden = false;
  });
  if (hadToken) $("login").querySelector(".problem").textContent = why;
}

$("login").addEventListener("cancel", event => event.preventDefault());
$("logout").addEventListener("click", () => {
  sessionStorage.removeItem(TOKEN);
  location.reload();
});

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

/** What may be done to an item, by name: in which states, how, and what to say before where buyers lose something by it. */
const ACTIONS = {
  Restock: { when: state => state !== "CLOSED", act: restock },
  Edit: { when: () => true, act: define },
  Pause: {
    when: state => state !== "CLOSED" && state !== "PAUSED",
    ask: "Every purchase is refused from now on, also those that are queued. Orders and holds stay. You can resume the sale.",
    act: item => change("POST", `${pathOf(item.id)}/pause`, null, `${item.id} is paused`),
  },
  Resume: {
    when: state => state === "PAUSED",
    ask: "Buyers can buy again at once, if the sale is open by its times.",
    act: item => change("POST", `${pathOf(item.id)}/resume`, null, `${item.id} goes on`),
  },
  Close: {
    when: () => true,
    ask: "The sale ends for good: this cannot be undone. Orders can still be confirmed, cancelled and shown.",
    act: item => change("POST", `${pathOf(item.id)}/close`, null, `${item.id} is closed`),
  },
};

function confirmed(name, action, item) {
  const dialog = $("confirm");
  $("confirm-title").textContent = `${name} ${item.title}?`;
  $("confirm-text").textContent = action.ask;
  dialog.querySelector("[type=submit]").textContent = name;
  open(dialog, () => action.act(item));
}

// ---- Items

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
  if (row.item?.state !== item.state || row.item?.title !== item.title) {
    const buttons = Object.entries(ACTIONS).filter(([, action]) => action.when(item.state));
    row.element.querySelector(".actions").replaceChildren(...buttons.map(([name, action]) => actionButton(name, action, item)));
  }
  row.item = item;
}

function actionButton(name, action, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = action.ask ? "quiet risky" : "quiet";
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

function shortTime(text) {
  return new Date(text).toLocaleString([], { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
}

// ---- Charts, health and queues

const charts = {
  answers: new Chart("chart-answers", count, 10),
  latency: new Chart("chart-latency", value => value % 1 && value < 10 ? value.toFixed(1) : count(value), 10),
  backlog: new Chart("chart-backlog", count, 10),
};

async function showMetrics() {
  const answer = await fetch("/metrics", { cache: "no-store", signal: AbortSignal.timeout(LOOK_TIMEOUT) });
  const now = { at: performance.now() / 1000, values: parseMetrics(await answer.text()) };
  const before = lastMetrics;
  lastMetrics = now;
  if (!before) return;
  const perSecond = (name, label) =>
    Math.max(0, (total(now.values, name, label) - total(before.values, name, label)) / (now.at - before.at));
  const edge = perSecond("seckill_edge_answers_total");
  const soldOut = perSecond("seckill_edge_answers_total", 'code="SOLD_OUT"');
  charts.answers.add(Date.now() / 1000, {
    "by the queue": perSecond("seckill_requests_replied_total") + perSecond("seckill_requests_pending_answered_total"),
    "refused": perSecond("seckill_requests_refused_total") + edge - soldOut,
    "sold out": soldOut,
  });
  charts.latency.add(Date.now() / 1000, {
    "p50": percentile(before.values, now.values, 0.5),
    "p99": percentile(before.values, now.values, 0.99),
  });
}

async function showHealth() {
  const answer = await fetch("/health/ready", { cache: "no-store", signal: AbortSignal.timeout(LOOK_TIMEOUT) });
  const health = await answer.json();
  const faults = [
    health.notReadyReason,
    health.queueAnswers ? "" : "the broker does not answer",
    health.keysAreUpToDate ? "" : "the keys of tokens are not up to date",
  ].filter(fault => fault);
  $("health").className = `pill ${faults.length ? "bad" : "good"}`;
  const ready = health.status === "UP" ? "Ready" : "Not ready";
  const text = `Gateway ${location.host}: ${[ready, ...faults].join(", ")}`;
  if ($("health").textContent !== text) $("health").textContent = text;
}

async function showQueues() {
  const { groups } = await call("GET", `/v1/admin/positions${group ? `?group=${encodeURIComponent(group)}` : ""}`);
  const backends = groups.filter(each => each.topic.endsWith(".requests"));
  if (backends.length === 1) group = backends[0].group;
  const queues = backends.flatMap(each => each.queues.map(queue => ({
    ...queue,
    name: backends.length > 1 ? `${each.group} ${queue.queue}` : String(queue.queue),
    holder: each.holders.find(holder => holder.queue === queue.queue),
  })));
  $("queues").replaceChildren(...queues.map(queueRow));
  const lags = queues.map(queue => queue.lag);
  charts.backlog.add(Date.now() / 1000, queues.length > MAX_QUEUE_LINES
    ? { "all queues": lags.reduce((sum, lag) => sum + lag, 0), "the longest": Math.max(...lags) }
    : Object.fromEntries(queues.map(queue => [`queue ${queue.name}`, queue.lag])));
}

function queueRow(queue) {
  const row = document.createElement("tr");
  cell(row, queue.name);
  cell(row, count(queue.lag), "number");
  cell(row, count(queue.position), "number");
  if (queue.holder) {
    cell(row, queue.holder.member);
    cell(row, queue.holder.host.replace("/", ""));
  } else {
    cell(row, "nobody", "failed");
    cell(row, "");
  }
  return row;
}

function cell(row, text, kind = "", more = "") {
  const cell = document.createElement("td");
  cell.className = kind;
  cell.textContent = text;
  if (more) {
    const small = document.createElement("small");
    small.textContent = more;
    cell.append(small);
  }
  row.append(cell);
}

// ---- Audit

let newestAudit = "";

async function showAudit() {
  const { entries } = await call("GET", "/v1/admin/audit");
  $("no-audit").hidden = entries.length > 0;
  const newest = entries.length + JSON.stringify(entries[0] ?? "");
  if (newest === newestAudit) return;
  newestAudit = newest;
  $("audit").replaceChildren(...entries.map(auditRow));
}

function auditRow(entry) {
  const row = document.createElement("tr");
  cell(row, new Date(entry.time).toLocaleString([], { hour12: false }), "time");
  cell(row, entry.who);
  cell(row, deed(entry), "", inWords(entry.change ?? ""));
  cell(row, String(entry.status), `number ${entry.status < 300 ? "fine" : "failed"}`);
  return row;
}

/** What was done, in words where the path is one of the items'. */
function deed({ method, path, item }) {
  if (!item) return `${method} ${path}`;
  const verb = path.split("/")[5];
  return `${verb ?? { PUT: "define", DELETE: "delete" }[method] ?? method} ${item}`;
}

/** A definition without its JSON; one that was cut as it stands. */
function inWords(change) {
  try {
    return Object.entries(JSON.parse(change)).map(([name, value]) => `${name}: ${value}`).join(", ");
  } catch (cut) {
    return change;
  }
}

// ---- Start

$("open-item").addEventListener("click", () => define(null));
$("first-page").addEventListener("click", () => { page = ""; showItems(); });
$("next-page").addEventListener("click", () => { page = next; showItems(); });
$("logout").hidden = sessionStorage.getItem(TOKEN) === null;
for (const look of [showHealth, showMetrics, showItems, showQueues, showAudit]) repeat(look);
