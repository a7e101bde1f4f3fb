/** The gateway, as a page speaks with it: who asks, what time it is there, and one call. */

const STAMP = "seckill user";
const JUMP = 5000;
let ahead = -Infinity;

/** The name or token that is shown to the gateway. The first visit makes a name up. */
export function who() {
  if (!localStorage.getItem(STAMP)) localStorage.setItem(STAMP, "visitor-" + randomHex(8));
  return localStorage.getItem(STAMP);
}

/** Asks in the name of `name`, which may be a token, from now on. */
export const become = name => localStorage.setItem(STAMP, name);

const isToken = name => /^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(name);

/** The user behind it: of a token its subject, so that a fresh token finds what an earlier one left. */
export function user() {
  if (!isToken(who())) return who();
  try {
    return JSON.parse(atob(who().split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch (unreadable) {
    return who();
  }
}

export const credentials = () => isToken(who()) ? { Authorization: `Bearer ${who()}` } : { "X-User-Id": who() };

export const randomHex = bytes =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, "0")).join("");

export const pause = millis => new Promise(resume => setTimeout(resume, millis));

/** Milliseconds by the gateway's clock, late by less than a second and never early. */
export const now = () => Date.now() + (ahead === -Infinity ? 0 : ahead);

/** A Date header tells whole seconds of the past, so the latest of some is close; a clock that was set starts anew. */
function learnTime(header) {
  const sample = Date.parse(header) - Date.now();
  if (!Number.isNaN(sample)) ahead = sample < ahead - JUMP ? sample : Math.max(ahead, sample);
}

/** One call, with its JSON; throws where there is no answer of the gateway's. */
export async function call(path, method = "GET", headers = {}, body = undefined) {
  const answer = await fetch(path, { method, headers: { ...credentials(), ...headers }, body });
  learnTime(answer.headers.get("Date"));
  return {
    status: answer.status,
    body: await answer.json(),
    location: answer.headers.get("Location"),
    retryAfter: Number(answer.headers.get("Retry-After") ?? 1) * 1000,
  };
}

/** Hears an event stream to its end; returns what it said last as `outcome`, or the answer's status where it is none. */
export async function listen(path, onPosition) {
  const answer = await fetch(path, { headers: credentials() });
  if (answer.status !== 200) return { status: answer.status };
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; ; ) {
    const { done, value } = await reader.read();
    if (done) return { status: 200 };
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const event = Object.fromEntries(text.slice(0, end).split("\n").map(field => field.split(/: (.*)/)));
      if (event.event === "outcome") return { status: 200, outcome: JSON.parse(event.data) };
      if (event.event === "position") onPosition(JSON.parse(event.data));
    }
  }
}
