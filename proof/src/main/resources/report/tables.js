/** An element with its attributes and what is in it; text stays text, whatever it says. */
function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** A table. A column is [title, class, cell of a row]. */
function table(columns, rows) {
  return element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map(([title, kind]) => element("th", { scope: "col", class: kind }, title)))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...columns.map(([, kind, cell]) => element("td", { class: kind }, cell(row))))))));
}

const OPERATION_COLUMNS = [
  ["Client", "right", operation => String(operation.client)],
  ["Gateway", "right", operation => String(operation.gateway)],
  ["Call", "call", operation => operation.call],
  ["Asked at", "right", operation => seconds(operation.from)],
  ["Answered at", "right", operation => operation.status ? seconds(operation.to) : `${seconds(operation.to)} given up`],
  ["Status", "right", operation => operation.status ? String(operation.status) : "none"],
  ["Answer", "answer", operation => operation.text],
];

const faultWords = fault => `${fault.kind} ${fault.target}, ${seconds(fault.from)} to ${seconds(fault.to)}`;

/** What was run, and how it ended. */
function showHead(campaign) {
  const { violations, faults, operations } = campaign;
  document.title = `Campaign of seed ${campaign.seed}`;
  document.getElementById("title").textContent = document.title;
  const verdict = document.getElementById("verdict");
  const rules = Campaign.group(violations, violation => violation.rule).map(([rule, all]) => `${all.length} × ${rule}`);
  verdict.className = violations.length ? "broken" : "clean";
  verdict.textContent = violations.length
    ? `${violations.length} violation${violations.length > 1 ? "s" : ""}: ${rules.join(", ")}` : "Clean: no violation";
  const facts = { Profile: campaign.profile, Store: campaign.store, Queues: campaign.queues, Duration: seconds(campaign.end, 1),
    Operations: operations.length.toLocaleString("en"), Faults: faults.length };
  document.getElementById("facts").append(...Object.entries(facts).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))));
}

/** Fills a folded table when it is first opened. */
function whenOpened(details, fill) {
  const once = () => {
    if (details.open) {
      details.append(...fill());
      details.removeEventListener("toggle", once);
    }
  };
  details.addEventListener("toggle", once);
}

/** Each violation with its operations and faults; `select` is called with its index when a person wants to see it. */
function showViolations(campaign, select) {
  document.getElementById("violations-section").hidden = campaign.violations.length === 0;
  document.getElementById("violations").append(...campaign.violations.map((violation, index) => {
    const link = element("a", { href: "#timeline-section" }, "Show it in the timeline");
    link.addEventListener("click", () => select(index));
    const article = element("details", { class: "violation", id: `violation-${index}` },
      element("summary", {}, element("h3", {}, `${index + 1}. ${violation.rule}`)),
      element("p", {}, violation.explanation));
    whenOpened(article, () => violationDetails(campaign, violation, link));
    article.open = index < 5;
    return article;
  }));
}

function violationDetails(campaign, violation, link) {
  const faults = violation.faults.map(index => campaign.faults[index]);
  const before = faults.length > 0 && faults[0].until < violation.from;
  const active = faults.length === 0 ? "no fault until then"
    : `${before ? "no fault then; the last before" : "active then"}: ${faults.map(faultWords).join("; ")}`;
  const shown = violation.named.slice(0, 100);
  const missing = violation.operations.length - shown.length;
  const about = element("p", { class: "about" }, link,
    element("span", {}, `${seconds(violation.from)} to ${seconds(violation.until)}`), element("span", {}, `Faults: ${active}`));
  if (shown.length === 0) return [about];
  const number = ["Bar", "tight", operation => element("span", { class: "number" }, String(shown.indexOf(operation) + 1))];
  const rest = missing > 0 ? [element("p", { class: "soft" }, `Not shown: ${missing} more.`)] : [];
  return [about, table([number, ...OPERATION_COLUMNS], shown), ...rest];
}

/** The tables at the end; `pick` is called with an operation that a person chose. */
function showTables(campaign, pick) {
  const kinds = Campaign.group(campaign.operations, operation => operation.kind);
  const count = (all, outcome) => String(all.filter(operation => operation.outcome === outcome).length);
  document.getElementById("kinds").append(table([
    ["Call", "tight", ([kind]) => kind],
    ["All", "right", ([, all]) => String(all.length)],
    ...Object.entries(OUTCOMES).map(([outcome, { name }]) => [name, "right", ([, all]) => count(all, outcome)]),
  ], kinds));
  const fold = (id, columns, rows) => whenOpened(document.getElementById(id), () => [table(columns, rows())]);
  fold("faults", [
    ["Fault", "tight", fault => fault.kind], ["Target", "", fault => fault.target],
    ["From", "right", fault => seconds(fault.from)], ["To", "right", fault => seconds(fault.to)],
  ], () => campaign.faults);
  fold("gaps", [
    ["Queue", "right", gap => String(gap.queue)], ["From", "right", gap => seconds(gap.from)],
    ["To", "right", gap => seconds(gap.until)], ["Length", "right", gap => seconds(gap.until - gap.from)],
  ], () => campaign.gaps);
  fold("seconds", [
    ["From", "right", step => seconds(step.from, 0)], ["Answers", "right", step => String(step.all)],
    ["Bought", "right", step => String(step.bought)], ["5xx or no answer", "right", step => String(step.trouble)],
    ["p50", "right", step => step.p50 === null ? "" : seconds(step.p50)], ["p99", "right", step => step.p99 === null ? "" : seconds(step.p99)],
    ["Faults", "", step => campaign.faults.filter(fault => fault.from < step.until && fault.until > step.from)
      .map(fault => `${fault.kind} ${fault.target}`).join(", ")],
  ], () => campaign.steps(0, campaign.end, 1000));
  whenOpened(document.getElementById("operations"), () => searchableOperations(campaign, pick));
}

/** The first hundred operations that have the words that a person types. */
function searchableOperations(campaign, pick) {
  const most = 100;
  const input = element("input", { type: "search", placeholder: "Words to find, such as an item, a user or a status", "aria-label": "Words to find" });
  const found = element("div");
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const fits = operation => {
      const text = `#${operation.id} client ${operation.client} ${operation.call} ${operation.status} ${operation.text}`.toLowerCase();
      return words.every(word => text.includes(word));
    };
    const all = campaign.operations.filter(fits);
    const rows = table([["#", "right", operation => String(operation.id)], ...OPERATION_COLUMNS], all.slice(0, most));
    rows.querySelectorAll("tbody tr").forEach((row, i) => {
      row.tabIndex = 0;
      row.addEventListener("click", () => pick(all[i]));
      row.addEventListener("keydown", event => event.key === "Enter" && pick(all[i]));
    });
    found.replaceChildren(element("p", { class: "soft", role: "status" }, `${Math.min(most, all.length)} of ${all.length}. Click on one to see it in the timeline.`), rows);
  };
  input.addEventListener("input", show);
  show();
  return [input, found];
}
