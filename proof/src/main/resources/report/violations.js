/** Of one rule that many calls break, a person reads the first ones. */
const SHOWN_OF_A_RULE = 3;
const SHOWN_CALLS = 100;

/**
 * The violations by rule, each with its calls and faults; the first of each rule lies open.
 *
 * @param show called with a violation that a person wants to see in the timeline
 * @param find called with an id, all calls about which a person wants to see
 */
function showViolations(campaign, show, find) {
  const rules = new Map();
  for (const violation of campaign.violations) rules.set(violation.rule, [...rules.get(violation.rule) ?? [], violation]);
  document.getElementById("violations-section").hidden = rules.size === 0;
  document.getElementById("violations").append(...[...rules].map(([rule, all]) => {
    const cards = all.slice(0, SHOWN_OF_A_RULE).map(violation => violationCard(campaign, violation, show, find));
    cards[0].open = true;
    const left = all.slice(SHOWN_OF_A_RULE);
    const more = element("details", { class: "more" }, element("summary", {}, `${left.length} more of this rule`));
    whenOpened(more, () => left.map(violation => violationCard(campaign, violation, show, find)));
    return element("article", { class: "rule" },
      element("h3", {}, `${rule}: ${counted(all.length, "violation")}`),
      element("p", { class: "promise" }, element("b", {}, "Promised: "), all[0].promise || "see the rule"),
      ...cards, ...left.length ? [more] : []);
  }));
}

/** What contradicts what; opened, also the calls, the faults, and what to look at next. */
function violationCard(campaign, violation, show, find) {
  const card = element("details", { class: "violation", id: `violation-${violation.number}` },
    element("summary", {}, `${violation.number}. ${violation.explanation}`));
  whenOpened(card, () => {
    const calls = violation.named.slice(0, SHOWN_CALLS);
    const number = ["Bar", "tight", operation => element("span", { class: "number" }, String(calls.indexOf(operation) + 1))];
    const missing = violation.named.length - calls.length + violation.missing;
    return [
      element("p", { class: "about" }, ...violation.timed ? when(campaign, violation, show) : ["No call is known: only records show it."]),
      ...calls.length ? [table([number, ...OPERATION_COLUMNS], calls)] : [],
      ...missing > 0 ? [element("p", { class: "soft" }, `Not shown: ${missing} more.`)] : [],
      next(campaign, violation, find),
    ];
  });
  return card;
}

function when(campaign, violation, show) {
  const link = element("a", { href: "#timeline-section" }, "Show it in the timeline");
  link.addEventListener("click", () => show(violation));
  const faults = violation.faults.map(index => campaign.faults[index]);
  const before = faults.length > 0 && faults[0].until < violation.from;
  const active = faults.length === 0 ? "none until then"
    : `${before ? "none then; the last before" : "active then"}: ${faults.map(faultWords).join("; ")}`;
  return [link, element("span", {}, `${seconds(violation.from)} to ${seconds(violation.until)}`), element("span", {}, `Faults: ${active}`)];
}

/** Where a person finds more: other calls, records, and logs. */
function next(campaign, violation, find) {
  const steps = violation.ids.slice(0, 4).map(id => {
    const link = element("a", { href: "#operations" }, `calls about ${id}`);
    link.addEventListener("click", () => find(id));
    return element("li", {}, "All ", link, "; its records: ", element("code", {}, `grep ${id} topics.jsonl tables.jsonl`));
  });
  const struck = [...new Set(violation.faults.flatMap(index => campaign.faults[index].target.split(" -> ")))];
  const logs = struck.length ? `The logs in this folder, first ${struck.map(part => `${part}.log`).join(", ")}.` : "The logs in this folder.";
  return element("div", { class: "next" }, element("b", {}, "Look at next"), element("ul", {}, ...steps, element("li", {}, logs)));
}
