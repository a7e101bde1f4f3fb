/**
 * Purchases and orders of this browser, kept in localStorage: all tabs show the same, and a reload goes on.
 *
 * An item has one attempt: { key, asked, location, position, first, wait, trouble, said, detail, rest }. Its key is there
 * before anybody clicks, and stays until there is a definitive answer; so whatever is sent, also by two tabs at once, wins
 * one order at most.
 */
import { call, listen, now, pause, randomHex, user } from "./shop.js";

const AGAIN = 1000;
/** A purchase that could not be sent for so long is not sent any more: its buyer may have gone. */
const PATIENCE = 120_000;
/** After an answer the button rests, so that a second click of a double click buys nothing. */
const REST = 1000;
const MAX_ORDERS = 50;

const name = (kind, id) => `seckill ${kind} ${encodeURIComponent(user())} ${id}`;
const read = key => JSON.parse(localStorage.getItem(key));
const listeners = [];

/** Calls `listener` whenever something changed, in this tab or another. */
export const onChange = listener => listeners.push(listener);
addEventListener("storage", () => listeners.forEach(listener => listener()));

function write(key, value) {
  localStorage.setItem(key, JSON.stringify(value));
  listeners.forEach(listener => listener());
}

/** How buying the item stands. */
export function attempt(itemId) {
  if (!read(name("attempt", itemId))) write(name("attempt", itemId), { key: randomHex(16) });
  return read(name("attempt", itemId));
}

const change = (itemId, more) => write(name("attempt", itemId), { ...attempt(itemId), ...more });
const finish = (itemId, said, detail) =>
  write(name("attempt", itemId), { key: randomHex(16), said, detail, rest: Date.now() + REST });

/** Orders of this user, the latest first. */
export function orders() {
  return Object.keys(localStorage).filter(key => key.startsWith(name("order", ""))).map(read)
    .sort((one, other) => other.since - one.since);
}

function keep(order) {
  const key = name("order", order.orderId);
  write(key, { since: now(), ...read(key), busy: false, trouble: null, ...order });
  orders().slice(MAX_ORDERS).forEach(old => localStorage.removeItem(name("order", old.orderId)));
}

/** Buys one, unless something else happened since the button was shown with `key`. */
export function buy(itemId, key) {
  const current = attempt(itemId);
  if (current.asked || current.key !== key || Date.now() < (current.rest ?? 0)) return;
  write(name("attempt", itemId), { key, asked: Date.now() });
  pursue(itemId);
}

/** Sends no more. What was sent may still win, so the key stays. */
export const stop = itemId => write(name("attempt", itemId), { key: attempt(itemId).key });

const pursued = new Set();

/** Brings an attempt to its end, whichever tab began it; one tab at a time, where the browser can tell them apart. */
export async function pursue(itemId) {
  const id = name("attempt", itemId);
  if (pursued.has(id) || !attempt(itemId).asked) return;
  pursued.add(id);
  const untilEnded = async () => {
    for (let current; id === name("attempt", itemId) && (current = attempt(itemId)).asked; ) {
      try {
        await (current.location ? follow(itemId, current) : send(itemId, current));
      } catch (unreachable) {
        change(itemId, { trouble: "UNREACHABLE" });
        await pause(AGAIN);
      }
    }
  };
  await (navigator.locks ? navigator.locks.request(id, untilEnded) : untilEnded());
  pursued.delete(id);
}

async function send(itemId, { key, asked }) {
  if (Date.now() - asked > PATIENCE) {
    write(name("attempt", itemId), { key, said: "NOT_SENT" });
    return;
  }
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, Prefer: "wait=2" };
  const answer = await call(`/v1/items/${itemId}/purchases`, "POST", headers, '{"quantity":1}');
  if (attempt(itemId).key !== key) return;
  const { code } = answer.body;
  if (answer.status === 201) ended(itemId, answer.body);
  else if (answer.location && code !== "EXPIRED") {
    change(itemId, { location: answer.location, trouble: null });
    place(itemId, answer.body);
  } else if ([429, 503, 504].includes(answer.status) && code !== "EXPIRED" || code === "INTERNAL") {
    change(itemId, { trouble: code });
    await pause(answer.retryAfter * (1 + Math.random()));
  } else ended(itemId, answer.body);
}

/**
 * Shows the place in line until the outcome is there. One attempt in the whole browser may hold a stream, as there are few
 * connections to a host; others, and one whose stream was refused or ended early, ask again and again.
 */
async function follow(itemId, { location }) {
  const [path, query = ""] = location.split("?");
  const hear = () => listen(`${path}/events?${query}`, news => place(itemId, news));
  const heard = await navigator.locks?.request("seckill stream", { ifAvailable: true }, lock => lock && hear());
  if (heard?.outcome) return heard.outcome.code === "INTERNAL" ? pause(AGAIN) : ended(itemId, heard.outcome);
  const answer = await call(`${path}?${query}&wait=2`);
  if ([200, 404].includes(answer.status)) return ended(itemId, answer.body);
  if (answer.status === 202) return place(itemId, answer.body);
  change(itemId, { trouble: answer.body.code });
  return pause(answer.retryAfter);
}

function place(itemId, { position, estimatedWaitMs }) {
  const first = Math.max(position ?? 0, attempt(itemId).first ?? 0);
  change(itemId, { position, first, wait: estimatedWaitMs, trouble: null });
}

/** Where a limit was reached, the order is an earlier one, and is asked for. */
function ended(itemId, outcome) {
  const status = outcome.code ?? outcome.status;
  const won = outcome.orderId && status !== "LIMIT_REACHED";
  if (outcome.orderId) keep(won ? { ...outcome, itemId } : { itemId, orderId: outcome.orderId });
  finish(itemId, won ? null : status, outcome.detail);
  if (outcome.orderId && !won) ask({ itemId, orderId: outcome.orderId });
}

/** Confirms or cancels an order, or, with no action, asks how it stands. */
export async function ask({ itemId, orderId }, action) {
  const order = { itemId, orderId };
  const path = `/v1/items/${itemId}/orders/${orderId}`;
  keep({ ...order, busy: true, asked: Date.now() });
  try {
    const { status, body } = action ? await call(`${path}/${action}`, "POST") : await call(path);
    if (status === 200) keep(body);
    else if (status === 202) await pause(AGAIN).then(() => ask(order));
    else if (action && body.code === "FORBIDDEN") keep({ ...order, elsewhere: true });
    else if (action && status === 409) await ask(order);
    else if (body.code === "UNKNOWN_ORDER") localStorage.removeItem(name("order", orderId));
    else keep({ ...order, trouble: body.code });
  } catch (unreachable) {
    keep({ ...order, trouble: "UNREACHABLE" });
  }
}

/** Asks for all of this user's orders of an item, also those from another device; returns whether the gateway told. */
export async function find(itemId) {
  try {
    const { status, body } = await call(`/v1/items/${itemId}/orders`);
    if (status === 200) body.orders.forEach(order => keep({ ...order, since: Date.parse(order.decidedAt) }));
    return status === 200;
  } catch (unreachable) {
    return false;
  }
}
