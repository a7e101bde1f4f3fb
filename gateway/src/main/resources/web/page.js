/** What the buyer sees: the item that was chosen, how buying it stands, the orders, and what else there is. */
import { $, announce, paint, paintState, put, rows, show, translate } from "./draw.js";
import { become, call, now, pause, user, who } from "./shop.js";
import { ask, attempt, buy, find, onChange, orders, pursue, stop } from "./buying.js";
import { clock, duration, language, meaning, switchLanguage, words } from "./words.js";

const PAGE = 50;
const ELSEWHERE_AGAIN = 5000;
const items = new Map();
let pages = 1;
let reached;
let first = "";

const until = time => Math.max(0, Math.ceil((Date.parse(time) - now()) / 1000));
const stateOf = item => item.state === "SCHEDULED" && until(item.opensAt) === 0 ? "OPEN" : item.state;
const chosen = () => location.hash.slice(1) || first;

function renderItem(item) {
  const state = stateOf(item);
  paint($("#stage .tile"), item);
  paintState($("#stage .state"), state);
  put($("#title"), item.title);
  const held = item.holdSeconds > 0 ? " · " + words("held", duration(item.holdSeconds)) : "";
  put($("#terms"), words("perPerson", item.perUserLimit) + held);
  show($("#opening"), state === "SCHEDULED");
  put($("#opening .clock"), clock(until(item.opensAt)));
  put($("#opening .when"), new Date(item.opensAt).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium" }));
  $("#stock progress").max = Math.max(1, item.stock);
  $("#stock progress").value = item.remaining;
  put($("#left"), words("left", item.remaining.toLocaleString(language), item.stock.toLocaleString(language)));
  renderAttempt(item, state, attempt(item.id));
}

/** What stands in the card of an attempt: its kind, headline and sentence; nothing where nobody has tried. */
function report({ asked, location, position, wait, trouble, said, detail }) {
  if (!asked) return said && [said === "LIMIT_REACHED" ? "over" : "bad", ...meaning(said, detail)];
  if (trouble) return ["wait", meaning(trouble)[0], `${meaning(trouble)[1]} ${words("again")}`];
  if (!location) return ["wait", words("asking"), words("askingText")];
  const ahead = position > 0 ? words("ahead", position.toLocaleString(language)) : position === 0 ? words("next") : "";
  const about = wait === undefined ? "" : " · " + words("about", duration(wait / 1000));
  return ["wait", ahead || words("queued"), `${words("queued")}${about}. ${words("stays")}`];
}

function renderAttempt(item, state, current) {
  const [kind, headline, text] = report(current) || [];
  const card = $("#attempt");
  show(card, headline);
  card.dataset.kind = kind;
  put($("#attempt h2"), headline ?? "");
  put($("#attempt .text"), text ?? "");
  const progress = $("#attempt progress");
  show(progress, current.asked);
  if (current.first > 0) progress.value = 1 - current.position / current.first;
  else progress.removeAttribute("value");
  show($("#stop"), current.asked && !current.location);
  const button = $("#buy");
  const ready = state === "OPEN" && Date.now() >= (current.rest ?? 0);
  button.setAttribute("aria-disabled", !ready);
  button.dataset.key = current.key;
  const mine = orders().some(order => order.itemId === item.id && /ACCEPTED|RESERVED|CONFIRMED/.test(order.status));
  show(button, !current.asked && (!mine || item.perUserLimit > 1));
  button.className = mine ? "second" : "strong";
  put(button, state === "OPEN" ? words(mine ? "buyMore" : "buy") : words(state === "SCHEDULED" ? "notYet" : state));
  const explained = /PAUSED|CLOSED/.test(state) || state === "SOLD_OUT" && item.holdSeconds > 0;
  put($("#why"), explained && !mine ? words("why" + state) : "");
}

function renderOrder(row, order) {
  const neverHeld = order.status === "CONFIRMED" && !order.heldUntil;
  const status = order.status === "EXPIRED" ? "EXPIRED_HOLD" : neverHeld ? "ACCEPTED" : order.status;
  const holding = order.status === "RESERVED";
  row.dataset.kind = holding ? "wait" : /ACCEPTED|CONFIRMED/.test(order.status) ? "good" : "over";
  put(row.querySelector("h3"), words(status));
  const trouble = order.trouble ? meaning(order.trouble).join(". ") : "";
  const more = holding && order.elsewhere ? words("elsewhere") : order.status === "EXPIRED" ? words("tooLate") : "";
  const title = items.get(order.itemId)?.title ?? order.itemId;
  put(row.querySelector(".text"), [title, trouble || more].filter(Boolean).join(" · "));
  put(row.querySelector(".number"), words("number", order.orderId));
  show(row.querySelector(".hold"), holding);
  if (!holding) return;
  const left = until(order.heldUntil);
  put(row.querySelector(".clock"), words("payWithin", clock(left)));
  row.querySelector("progress").value = left / Math.max(1, (Date.parse(order.heldUntil) - order.since) / 1000);
  row.querySelector("progress").setAttribute("aria-label", words("payWithin", ""));
  show(row.querySelector("[data-action=confirm]"), !order.elsewhere);
  row.querySelectorAll("button").forEach(button => button.setAttribute("aria-disabled", order.busy || left === 0));
  const due = left === 0 ? order.asked ?? 0 : order.elsewhere ? order.asked + ELSEWHERE_AGAIN : Infinity;
  if (Date.now() > due + 1000 && !document.hidden) ask(order);
}

function render() {
  const focused = document.activeElement;
  const item = items.get(chosen());
  const here = order => order.itemId === chosen();
  const own = orders().filter(order => order.status).sort((one, other) => here(other) - here(one));
  rows($("#orders"), "#order-row", own, order => order.orderId, renderOrder);
  show($("#no-orders"), own.length === 0);
  show($("#stage"), item);
  show($("#empty"), !item);
  if (item) renderItem(item);
  const why = reached === undefined ? "loading" : reached ? "nothing" : "offline";
  put($("#empty"), reached && items.size ? meaning("UNKNOWN_ITEM")[1] : words(why));
  const sorted = [...items.values()].sort((one, other) => one.id < other.id ? -1 : 1);
  rows($("#items"), "#item-row", sorted, each => each.id, (row, each) => {
    const link = row.querySelector("a");
    link.href = "#" + each.id;
    link.setAttribute("aria-current", each.id === chosen());
    paint(row.querySelector(".tile"), each);
    put(row.querySelector(".name"), each.title);
    paintState(row.querySelector(".state"), stateOf(each));
  });
  if (item) announce("item", `${item.title}: ${$("#stage .state").textContent}`);
  announce("attempt", $("#attempt h2").textContent, $("#attempt progress").hidden ? 0 : 5000);
  announce("order", own.length ? $("#orders h3").textContent : " ");
  const headline = $("#attempt h2").textContent || item && stateOf(item) === "SCHEDULED" && clock(until(item.opensAt));
  document.title = [headline, item?.title, words("brand")].filter(Boolean).join(" · ");
  // What had the focus may be gone: a reader goes on at the outcome, not at the top.
  const outcome = $("#attempt").hidden && $("#orders h3") || $("#attempt h2");
  if (focused !== document.body && !focused.checkVisibility?.()) outcome.focus();
}

/** Reads the items again and again, at times of chance: by that the gateway's clock is learnt, and crowds are spread. */
async function refresh() {
  for (;;) {
    try {
      await readItems();
      reached = true;
    } catch (unreachable) {
      reached = false;
    }
    render();
    do await pause(800 + Math.random() * 500); while (document.hidden);
  }
}

async function readItems() {
  const seen = new Set();
  const add = item => { items.set(item.id, item); seen.add(item.id); };
  let next = `/v1/items?limit=${PAGE}`;
  for (let page = 0; page < pages && next; page++) {
    const { body } = await call(next);
    body.items.forEach(add);
    next = body.next;
  }
  show($("#more"), next);
  if (chosen() && !seen.has(chosen())) {
    const { status, body } = await call(`/v1/items/${chosen()}`);
    if (status === 200) add(body);
  }
  [...items.keys()].filter(id => !seen.has(id)).forEach(id => items.delete(id));
  const states = ["OPEN", "SCHEDULED", "PAUSED", "SOLD_OUT", "CLOSED"];
  const rank = item => states.indexOf(item.state);
  if (!items.has(first)) first = [...items.values()].sort((one, other) => rank(one) - rank(other))[0]?.id ?? "";
}

function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  put($("#language"), words("language"));
  $("#language").lang = language === "zh" ? "en" : "zh-CN";
  translate(document);
  render();
}

/** Whoever asks as somebody else begins anew; the other tabs do too. */
function enter(name) {
  become(name);
  location.reload();
}

$("#language").addEventListener("click", () => { switchLanguage(); speak(); });
$("#more").addEventListener("click", () => pages++);
$("#find").addEventListener("click", async () => {
  $("#no-orders").dataset.words = await find(chosen()) ? "noneFound" : "noOrders";
  translate(document);
});
$("#stop").addEventListener("click", () => stop(chosen()));
$("#buy").addEventListener("click", ({ currentTarget: button }) => {
  if (button.getAttribute("aria-disabled") !== "true") buy(chosen(), button.dataset.key);
});
$("#orders").addEventListener("click", ({ target }) => {
  const order = orders().find(each => each.orderId === target.closest("li").dataset.id);
  if (target.dataset.action && target.getAttribute("aria-disabled") !== "true") ask(order, target.dataset.action);
});
$("#user").value = who();
$("#user").addEventListener("input", ({ target }) =>
  target.setCustomValidity(/^[ -~]+$/.test(target.value) ? "" : words("badName")));
$("#who").addEventListener("submit", event => { event.preventDefault(); enter($("#user").value); });
addEventListener("hashchange", () => { takeToken(); render(); $("#title").focus(); });
addEventListener("storage", ({ key }) => key === "seckill user" && location.reload());
onChange(render);

/** A shop's link may bring the token behind #token=, which no server sees; it does not stay in the address. */
function takeToken() {
  const token = location.hash.match(/^#token=(.+)/)?.[1];
  if (!token) return;
  history.replaceState(null, "", location.pathname);
  enter(decodeURIComponent(token));
}

takeToken();
speak();
refresh();
setInterval(() => { [...items.keys()].forEach(pursue); render(); }, 500);
