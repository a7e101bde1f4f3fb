/**
 * What can become of an operation; `ink` is a colour of the style. Bars differ in shape too, for those who print them or
 * do not tell colours apart.
 */
const OUTCOMES = {
  bought: { name: "201 bought", ink: "bought", top: 0, height: 1 },
  done: { name: "200 done", ink: "done", top: 0, height: 1 },
  pending: { name: "202 pending", ink: "pending", top: .25, height: .5 },
  refused: { name: "4xx refused", ink: "refused", top: .5, height: .5 },
  failed: { name: "5xx unavailable", ink: "failed", top: 0, height: .5 },
  lost: { name: "no answer", ink: "lost", top: 0, height: 1, hatched: true },
};

function outcomeOf(operation) {
  const status = operation.status;
  if (status === 0) return "lost";
  if (status === 201) return "bought";
  if (status === 202) return "pending";
  if (status < 300) return "done";
  return status < 500 ? "refused" : "failed";
}

/** The campaign of the page, with what follows from its data. Times are milliseconds since it began. */
class Campaign {
  constructor(data) {
    Object.assign(this, data);
    // Before the first call processes start, and nothing is to be seen.
    this.begin = this.operations[0]?.from ?? 0;
    this.end = Math.max(this.end, this.begin + 1);
    for (const operation of this.operations) {
      operation.outcome = outcomeOf(operation);
      operation.until = operation.to ?? this.end;
    }
    for (const fault of this.faults) fault.until = fault.to ?? this.end;
    this.byId = new Map(this.operations.map(operation => [operation.id, operation]));
    this.clients = group(this.operations, operation => operation.client).map(([client, operations]) =>
      ({ client, name: clientName(client, operations), operations }));
    this.violations.forEach((violation, index) => {
      violation.number = index + 1;
      violation.from = Math.min(Math.max(violation.from ?? this.end, this.begin), this.end);
      violation.until = Math.min(Math.max(violation.to ?? this.end, violation.from), this.end);
      violation.named = violation.calls.map(id => this.byId.get(id));
    });
    this.findGaps();
  }

  /**
   * A gap is a time in which nothing of a queue was decided: longer than a second, and than three times the usual. It
   * begins with the first probe, and may last until the other queues had their last one or the last fault was over.
   */
  findGaps() {
    const queues = Array.from({ length: this.queues }, () => []);
    for (const probe of this.served) (queues[probe.queue] ??= []).push(probe);
    const pauses = queues.flatMap(probes => probes.slice(1).map((probe, i) => probe.to - probes[i].to)).sort((a, b) => a - b);
    this.gapLimit = Math.max(1000, 3 * (pauses[pauses.length >> 1] ?? 0));
    const last = Math.max(...this.served.map(probe => probe.to), ...this.faults.map(fault => fault.until), 0);
    this.gaps = [];
    this.service = queues.map((probes, queue) => {
      let before = probes.length ? probes[0].from : this.begin;
      for (const at of [...probes.map(probe => probe.to), last]) {
        if (at - before > this.gapLimit) this.gaps.push({ queue, from: before, until: at });
        before = Math.max(before, at);
      }
      return { queue, probes };
    });
  }

  /** Answers between `from` and `until` in steps of `step`: how many, of which outcome, and how long they took. */
  steps(from, until, step) {
    const first = Math.floor(from / step);
    const steps = Array.from({ length: Math.ceil(until / step) - first }, (_, i) =>
      ({ from: (first + i) * step, until: (first + i + 1) * step, all: 0, bought: 0, trouble: 0, times: [] }));
    for (const operation of this.operations) {
      const found = steps[Math.floor(operation.until / step) - first];
      if (!found) continue;
      const { outcome } = operation;
      if (outcome === "lost" || outcome === "failed") found.trouble++;
      if (outcome === "lost") continue;
      found.all++;
      if (outcome === "bought") found.bought++;
      found.times.push(operation.until - operation.from);
    }
    for (const found of steps) {
      found.times.sort((a, b) => a - b);
      found.p50 = found.times[Math.ceil(found.times.length * .5) - 1] ?? null;
      found.p99 = found.times[Math.ceil(found.times.length * .99) - 1] ?? null;
    }
    return steps;
  }
}

/** Who a client is, by what it does. */
function clientName(client, operations) {
  if (client < 0) return "opens the sales";
  if (operations.every(operation => operation.call.startsWith("PURCHASE probe-"))) return `probes (${client})`;
  return operations.some(({ kind }) => ["PUT_ITEM", "PAUSE", "RESUME"].includes(kind)) ? `operator ${client}` : `client ${client}`;
}

/** A round step of at least `least`: 1, 2 or 5 with zeros. */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(each => each * power).find(each => each >= least * .999);
}
