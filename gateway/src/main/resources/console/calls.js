"use strict";

/** How often everything is asked for, how long that may take, and how long a change may; in ms. */
const TURN = 1000;
const LOOK_TIMEOUT = 5000;
const CHANGE_TIMEOUT = 60000;

const TOKEN = "seckill.token";

const $ = id => document.getElementById(id);
const count = number => Math.round(number).toLocaleString();

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
    lookForLetters();
  });
  if (hadToken) $("login").querySelector(".problem").textContent = why;
}

$("login").addEventListener("cancel", event => event.preventDefault());
$("logout").addEventListener("click", () => {
  sessionStorage.removeItem(TOKEN);
  location.reload();
});
