/** What a person does with the page. */
class Report {
  constructor(campaign) {
    this.campaign = campaign;
    this.view = new View(campaign.begin, campaign.end);
    this.canvas = document.getElementById("timeline");
    this.timeline = new Timeline(this.canvas, campaign, this.view);
    new Chart(document.getElementById("rate"), campaign, this.view, RATE);
    new Chart(document.getElementById("latency"), campaign, this.view, LATENCY);
    this.canvas.setAttribute("aria-label", `Timeline of ${campaign.operations.length} calls, ${campaign.faults.length} faults `
      + `and ${campaign.gaps.length} gaps in the service of ${campaign.queues} queues`);
    this.head();
    showViolations(campaign, violation => this.select(violation), id => this.find(id));
    this.search = showTables(campaign, operation => this.pick(operation));
    this.legend();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.legend();
      this.view.changed();
    });
    this.buttons();
    this.mouse();
    this.keys();
    this.view.onChange(() => {
      document.getElementById("window").textContent = `${seconds(this.view.from)} to ${seconds(this.view.until)}`;
    });
    new ResizeObserver(() => this.view.changed()).observe(document.getElementById("timeline-section"));
    this.view.changed();
  }

  /** What was run, and how it ended. */
  head() {
    const { violations, faults, operations, profile, store, queues, begin, end, seed } = this.campaign;
    const rules = group(violations, violation => violation.rule).map(([rule, all]) => `${all.length} × ${rule}`);
    showHead(`Campaign of seed ${seed}`, violations.length && `${counted(violations.length, "violation")}: ${rules.join(", ")}`, {
      Faults: `${faults.length} (${profile.toLowerCase()})`, Calls: operations.length.toLocaleString("en"), Store: store, Queues: queues,
      Time: `${seconds(begin, 1)} to ${seconds(end, 1)}`,
    });
  }

  /** Shows a violation's time, with as much before and after, and brings its operations out. */
  select(violation) {
    this.tell(null);
    this.mark(violation);
    this.timeline.select(violation);
    const from = Math.min(violation.from, ...violation.named.map(operation => operation.from));
    const until = Math.max(violation.until, ...violation.named.map(operation => operation.until));
    const around = Math.max((until - from) * .5, 300);
    this.view.show(from - around, until + around);
    this.canvas.focus({ preventScroll: true });
  }

  /** Shows the whole campaign, and no violation before others. */
  whole() {
    this.mark(null);
    this.timeline.select(null);
    this.view.show(this.campaign.begin, this.campaign.end);
  }

  /** Says which violation is shown, and where it is explained. */
  mark(violation) {
    document.querySelectorAll(".violation").forEach(each => each.removeAttribute("aria-current"));
    const shown = document.getElementById("shown");
    shown.hidden = !violation;
    if (!violation) return;
    const back = `violation-${violation.number}`;
    document.getElementById(back).setAttribute("aria-current", "true");
    shown.replaceChildren(element("a", { href: `#${back}` }, "Back to its calls"),
      ` ${violation.number}. ${violation.rule}: ${violation.explanation}`);
  }

  /** Shows all operations about an id. */
  find(id) {
    this.search.value = id;
    this.search.dispatchEvent(new Event("input"));
    document.getElementById("operations").open = true;
  }

  /** Shows one operation. */
  pick(operation) {
    this.tell({ kind: "client", item: operation });
    const around = Math.max(operation.until - operation.from, 50) * 2;
    this.view.show(operation.from - around, operation.until + around);
    document.getElementById("timeline-section").scrollIntoView();
  }

  /** Keeps shown what was clicked on; nothing where that was empty. */
  tell(found) {
    const picked = document.getElementById("picked");
    picked.hidden = !found;
    picked.textContent = found ? this.words(found) : "";
    this.timeline.pick(found?.kind === "client" ? found.item : null);
  }

  words({ kind, item }) {
    if (kind === "fault") return faultWords(item);
    if (kind === "queue") return `queue ${item.queue}: nothing was decided from ${seconds(item.from)} to ${seconds(item.until)}`;
    const end = item.to === null ? "" : `, ${((item.to - item.from) / 1000).toFixed(3)} s later`;
    return `#${item.id} client ${item.client} at gateway ${item.gateway}, asked at ${seconds(item.from)}\n${item.call}\n`
      + `${item.status || "no answer"}${end}: ${item.text}`;
  }

  legend() {
    const entry = (draw, name) => {
      const sample = element("canvas", { width: 44, height: 24, "aria-hidden": "true" });
      const context = sample.getContext("2d");
      context.scale(2, 2);
      draw(context);
      return element("li", {}, sample, name);
    };
    readInk();
    document.getElementById("legend").replaceChildren(
      ...Object.values(OUTCOMES).map(outcome => entry(context => drawBar(context, outcome, 0, 0, 22, 12), outcome.name)),
      entry(context => drawBar(context, { ...OUTCOMES.lost, hatched: false }, 0, 0, 22, 12),
        `queue decided nothing for more than ${seconds(this.campaign.gapLimit, 1)}`));
  }

  buttons() {
    document.getElementById("in").addEventListener("click", () => this.view.zoom(.5));
    document.getElementById("out").addEventListener("click", () => this.view.zoom(2));
    document.getElementById("whole").addEventListener("click", () => this.whole());
  }

  keys() {
    const keys = {
      ArrowLeft: () => this.view.move(-.2), ArrowRight: () => this.view.move(.2),
      "+": () => this.view.zoom(.5), "=": () => this.view.zoom(.5), "-": () => this.view.zoom(2), 0: () => this.whole(),
    };
    this.canvas.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  mouse() {
    const { canvas, view } = this;
    let held = null;
    canvas.addEventListener("pointerdown", event => {
      held = { x: event.clientX, from: view.from, until: view.until, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", event => {
      if (!held) return this.hover(event);
      held.moved ||= Math.abs(event.clientX - held.x) > 4;
      if (!held.moved) return;
      canvas.classList.add("moving");
      const by = (held.x - event.clientX) / (canvas.clientWidth - View.LEFT) * (held.until - held.from);
      view.show(held.from + by, held.until + by);
    });
    canvas.addEventListener("pointerup", event => {
      if (held && !held.moved) this.tell(this.timeline.at(event.offsetX, event.offsetY));
      held = null;
      canvas.classList.remove("moving");
    });
    canvas.addEventListener("pointercancel", () => { held = null; });
    canvas.addEventListener("pointerleave", () => { document.getElementById("tip").hidden = true; });
    canvas.addEventListener("dblclick", event => view.zoom(.4, view.share(event.offsetX, canvas.clientWidth)));
    canvas.addEventListener("wheel", event => {
      if (event.ctrlKey) view.zoom(1.002 ** event.deltaY, view.share(event.offsetX, canvas.clientWidth));
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.move(event.deltaX / 1000);
      else return;
      event.preventDefault();
    }, { passive: false });
  }

  /** Says what is under the mouse. */
  hover(event) {
    const tip = document.getElementById("tip");
    const found = this.timeline.at(event.offsetX, event.offsetY);
    tip.hidden = !found;
    if (!found) return;
    tip.textContent = this.words(found);
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    const below = event.clientY + 18;
    tip.style.top = `${below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : below}px`;
  }
}

const report = new Report(new Campaign(JSON.parse(document.getElementById("data").textContent)));
