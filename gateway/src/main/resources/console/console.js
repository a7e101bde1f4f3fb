"use strict";

/** Of more queues than this the chart tells the sum and the longest. */
const MAX_QUEUE_LINES = 6;

let lastMetrics = null;
let group = ""; // the backends' group, once it is known: to ask for all groups costs the cluster more

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

// ---- Dead letters

async function showLetters() {
  const { deadLetters } = await call("GET", "/v1/admin/dead-letters");
  $("letters").replaceChildren(...deadLetters.map(letterRow));
  $("no-letters").hidden = deadLetters.length > 0;
}

function letterRow(letter) {
  const row = document.createElement("tr");
  cell(row, new Date(letter.givenUpAt).toLocaleString([], { hour12: false }), "time");
  cell(row, `${letter.queue}${letter.originOffset ? `, offset ${letter.originOffset}` : ""}`);
  cell(row, letter.item || "–");
  cell(row, actionOf(letter) || "–");
  cell(row, letter.reason);
  cell(row, letter.sentBack ? "yes" : letter.command ? "no" : "no command", letter.sentBack ? "fine" : "failed");
  cell(row, "");
  if (letter.command && !letter.sentBack) row.lastChild.append(redriveButton(letter));
  return row;
}

function actionOf(letter) {
  return letter.action.toLowerCase().replaceAll("_", " ");
}

function redriveButton(letter) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet risky";
  button.textContent = "Send back";
  button.setAttribute("aria-label", `Send back the letter of queue ${letter.queue}, offset ${letter.originOffset}`);
  button.addEventListener("click", () => redrive(letter));
  return button;
}

/** Asks which letters are meant, beginning with `letter`, and sends them back. */
function redrive(letter) {
  const dialog = $("redrive");
  const which = dialog.querySelector("form").elements.which;
  const choices = [
    [`This letter: ${actionOf(letter)} of ${letter.item}`, { queue: letter.queue, offset: letter.offset }],
    [`All about ${letter.item}`, { item: letter.item }],
    ["All with its reason", { reason: letter.reason }],
    ["All dead letters, also those not shown", {}],
  ];
  which.replaceChildren(...choices.map(([text], place) => new Option(text, place)));
  open(dialog, async () => {
    const { sent, sentBefore, left } = await call("POST", "/v1/admin/dead-letters/redrive", choices[which.value][1]);
    $("letters-news").textContent = `${count(sent)} sent back`
      + (sentBefore ? `, ${count(sentBefore)} sent back before` : "")
      + (left ? `, ${count(left)} left because they are no commands` : "");
    await Promise.allSettled([lookForLetters(), showAudit()]);
  });
}

/** Not each second: each look costs the gateway a consumer of its own. */
async function lookForLetters() {
  $("look").disabled = true;
  try {
    await showLetters();
    trouble("letters", "");
  } catch (failure) {
    trouble("letters", failure instanceof Refused ? failure.message : "The gateway does not answer.");
  } finally {
    $("look").disabled = false;
  }
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
  if (path === "/v1/admin/dead-letters/redrive") return "send dead letters back";
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

$("look").addEventListener("click", lookForLetters);
$("logout").hidden = sessionStorage.getItem(TOKEN) === null;
for (const look of [showHealth, showMetrics, showItems, showQueues, showAudit]) repeat(look);
lookForLetters();
