/** What a table says of operations; all its times, as those of the timeline, are since the campaign began. */
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

/** The tables at the end; `pick` is called with an operation that a person chose. Returns the box for words to find. */
function showTables(campaign, pick) {
  const kinds = group(campaign.operations, operation => operation.kind);
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
  ], () => campaign.steps(campaign.begin, campaign.end, 1000));
  const search = element("input", { type: "search", placeholder: "Words to find, such as an item, a user or a status", "aria-label": "Words to find" });
  whenOpened(document.getElementById("operations"), () => searchableOperations(campaign, search, pick));
  return search;
}

/** The first hundred operations that have the words that a person types. */
function searchableOperations(campaign, input, pick) {
  const most = 100;
  const found = element("div");
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const fits = operation => {
      const text = `#${operation.id} client ${operation.client} ${operation.call} ${operation.status} ${operation.text} ${operation.request ?? ""}`.toLowerCase();
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
