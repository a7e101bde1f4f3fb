/** The page of many seeds: what was found, how soon service was full again, and the seeds. */
class Summary {
  constructor({ seeds, kinds, bounds, unjudged }) {
    Object.assign(this, { seeds, kinds, bounds, unjudged });
    this.all = kinds[0];
    this.rules = new Map();
    for (const seed of seeds) {
      for (const [rule, count] of Object.entries(seed.rules)) this.rules.set(rule, [...this.rules.get(rule) ?? [], { seed, count }]);
    }
    this.head();
    document.getElementById("rules").hidden = this.rules.size === 0;
    document.getElementById("rules").append(this.byRule());
    document.getElementById("recoveries").append(this.recoveries());
    document.getElementById("seeds").append(this.bySeed());
  }

  sum(value) {
    return this.seeds.reduce((sum, seed) => sum + value(seed), 0);
  }

  head() {
    const violations = this.sum(seed => seed.violations);
    const broken = this.seeds.filter(seed => seed.violations > 0).length;
    const failures = [
      violations && `${counted(violations, "violation")} in ${counted(broken, "seed")}`,
      this.unjudged && `${counted(this.unjudged, "seed")} could not be judged`,
    ].filter(Boolean).join(", ");
    showHead(`Campaigns of ${counted(this.seeds.length + this.unjudged, "seed")}`, failures, {
      Calls: this.sum(seed => seed.operations).toLocaleString("en"), "Without an answer": this.sum(seed => seed.lost).toLocaleString("en"),
      Faults: this.all.faults.toLocaleString("en"), "Full service, median": seconds(this.all.p50, 1), "99 %": seconds(this.all.p99, 1),
      longest: seconds(this.all.longest, 1),
    });
  }

  byRule() {
    return table([
      ["Rule", "", ([rule]) => rule],
      ["Violations", "right", ([, found]) => String(found.reduce((sum, { count }) => sum + count, 0))],
      ["Seeds", "", ([, found]) => element("span", {}, ...found.flatMap(({ seed }, i) => [i ? ", " : "", this.link(seed)]))],
    ], [...this.rules]);
  }

  /** A row of small bars for each kind: a histogram whose figures can be read. */
  recoveries() {
    const time = value => value === null ? "" : seconds(value, 1);
    const bar = (kind, i) => {
      const cell = element("span", { class: "step" }, String(kind.histogram[i] || ""));
      cell.style.setProperty("--share", kind.histogram[i] / Math.max(...kind.histogram, 1));
      return cell;
    };
    return table([
      ["Fault", "tight", kind => kind.kind], ["Faults", "right", kind => String(kind.faults)],
      ["Times known", "right", kind => String(kind.known)], ["Not known", "right", kind => String(kind.unknown)],
      ["p50", "right", kind => time(kind.p50)], ["p90", "right", kind => time(kind.p90)],
      ["p99", "right", kind => time(kind.p99)], ["Longest", "right", kind => time(kind.longest)],
      ...this.bounds.map((bound, i) => [`≤ ${bound / 1000} s`, "bars", kind => bar(kind, i)]),
      [`> ${this.bounds.at(-1) / 1000} s`, "bars", kind => bar(kind, this.bounds.length)],
    ], this.kinds);
  }

  bySeed() {
    return table([
      ["Seed", "right", seed => this.link(seed)], ["Installation", "", seed => seed.installation],
      ["Calls", "right", seed => String(seed.operations)], ["No answer", "right", seed => String(seed.lost)],
      ["Faults", "right", seed => String(seed.faults)], ["Violations", "right", seed => String(seed.violations)],
      ["Longest to full service", "right", seed => seed.longest === null ? "not known" : seconds(seed.longest, 1)],
    ], this.seeds);
  }

  /** To a seed's report, which clean ones do not have. */
  link(seed) {
    return seed.report ? element("a", { href: seed.report }, seed.seed) : seed.seed;
  }
}

new Summary(JSON.parse(document.getElementById("data").textContent));
