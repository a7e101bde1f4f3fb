/** Rows over time: faults by target, the service of each queue, the operations of each client. */
class Timeline {
  static RULER = 26;
  static HEAD = 24;
  static ROW = 15;
  /** More rows of clients are no picture any more; those of a violation come first. */
  static MOST_CLIENTS = 100;

  constructor(canvas, campaign, view) {
    this.canvas = canvas;
    this.campaign = campaign;
    this.view = view;
    this.selected = null;
    this.picked = null;
    this.arrange();
    view.onChange(() => this.draw());
  }

  /** Brings out a violation, or with null none: its operations, its time, and its faults and clients before others. */
  select(violation) {
    this.selected = violation;
    this.arrange();
    this.view.changed();
  }

  /** Brings out one operation, or with null none. Rows stay where they are, unless it has none. */
  pick(operation) {
    this.picked = operation;
    if (operation && !this.placed.has(operation)) this.arrange();
    this.view.changed();
  }

  /** Puts the rows below each other. */
  arrange() {
    const { campaign } = this;
    this.rows = [];
    this.height = Timeline.RULER;
    this.placed = new Map();
    const row = (kind, name, items, height = Timeline.ROW, strong = false) => {
      this.rows.push({ kind, name, items, y: this.height, height, strong });
      this.height += height + 1;
    };
    const head = name => row("head", name, [], Timeline.HEAD);
    head(campaign.faults.length ? "Faults" : "No faults");
    const struck = new Set(this.selected?.faults.map(index => campaign.faults[index].target));
    const targets = group(campaign.faults, fault => fault.target);
    for (const [target, faults] of targets.filter(([target]) => struck.has(target))) row("fault", target, faults, Timeline.ROW, true);
    for (const [target, faults] of targets.filter(([target]) => !struck.has(target))) row("fault", target, faults);
    head("Service of queues");
    for (const { queue, probes } of campaign.service) row("queue", `queue ${queue}`, probes);
    const named = new Set([...this.selected?.named ?? [], ...this.picked ? [this.picked] : []].map(operation => operation.client));
    const ordered = [...campaign.clients.filter(({ client }) => named.has(client)), ...campaign.clients.filter(({ client }) => !named.has(client))];
    const left = ordered.length - Timeline.MOST_CLIENTS;
    head(left > 0 ? `Clients (${left} more are not drawn)` : "Clients");
    for (const { client, name, operations } of ordered.slice(0, Timeline.MOST_CLIENTS)) {
      this.sideBySide(operations).forEach((lane, i) => {
        row("client", i === 0 ? name : "", lane, Timeline.ROW, named.has(client));
        for (const operation of lane) this.placed.set(operation, this.rows.at(-1));
      });
    }
    this.height += 6;
  }

  /** Lanes in which nothing overlaps; what is more than three at a time shares the last one. */
  sideBySide(operations) {
    const lanes = [];
    for (const operation of operations) {
      const free = lanes.find(lane => lane.at(-1).until <= operation.from);
      if (free) free.push(operation);
      else if (lanes.length < 3) lanes.push([operation]);
      else lanes.at(-1).push(operation);
    }
    return lanes;
  }

  draw() {
    const { context, width } = prepare(this.canvas, this.height);
    this.width = width;
    this.ruler(context);
    this.windows(context);
    for (const row of this.rows) this[row.kind](context, row);
    if (this.selected) this.named(context);
    if (this.picked) this.frame(context, this.picked, INK.accent);
    // What was drawn over the names, from bars that began before.
    this.names(context);
  }

  ruler(context) {
    context.fillStyle = INK.soft;
    context.textAlign = "left";
    for (const { at, text } of this.view.ticks(this.width)) {
      const x = this.view.x(at, this.width);
      context.fillStyle = INK.grid;
      context.fillRect(x, 0, 1, this.height);
      context.fillStyle = INK.soft;
      if (x + 50 < this.width) context.fillText(text, x + 4, 9);
    }
  }

  /** When violations were: the chosen one through all rows, each as a mark at the ruler. */
  windows(context) {
    for (const violation of this.campaign.violations.filter(each => each.timed)) {
      const { x, width } = this.span(violation.from, violation.until, 3);
      const chosen = violation === this.selected;
      if (this.selected && !chosen) continue;
      context.fillStyle = chosen ? `${INK.bad}1c` : INK.bad;
      context.fillRect(x, chosen ? 0 : 18, width, chosen ? this.height : 6);
      context.fillStyle = INK.bad;
      context.fillRect(x, 18, width, 6);
    }
  }

  span(from, until, least) {
    const x = Math.max(this.view.x(from, this.width), View.LEFT - 4);
    const end = Math.min(this.view.x(until, this.width), this.width + 4);
    const width = Math.max(end - x, least);
    return { x: end - x < least ? (x + end - width) / 2 : x, width };
  }

  inView(item) {
    return item.from <= this.view.until && item.until >= this.view.from;
  }

  head() {}

  /** A fault's kind stands in its bar, or behind it where there is room before the next. */
  fault(context, row) {
    const faults = row.items.filter(each => this.inView(each));
    faults.forEach((fault, i) => {
      const { x, width } = this.span(fault.from, fault.until, 2);
      context.fillStyle = INK.fault;
      context.fillRect(x, row.y + 1, width, row.height - 2);
      const size = context.measureText(fault.kind).width + 8;
      const next = faults[i + 1] ? this.view.x(faults[i + 1].from, this.width) : this.width;
      const inside = width > size;
      if (!inside && x + width + size > next) return;
      context.fillStyle = inside ? INK.card : INK.fault;
      context.fillText(fault.kind, inside ? Math.max(x, View.LEFT) + 4 : x + width + 4, row.y + row.height / 2 + .5);
    });
  }

  queue(context, row) {
    const middle = row.y + row.height / 2;
    context.fillStyle = INK.done;
    const [first, last] = [row.items[0], row.items.at(-1)];
    if (first) {
      const { x, width } = this.span(first.from, last.to, 1);
      context.fillRect(x, middle - 1.5, width, 3);
    }
    for (const gap of this.campaign.gaps.filter(each => row.name === `queue ${each.queue}` && this.inView(each))) {
      const { x, width } = this.span(gap.from, gap.until, 3);
      drawBar(context, { ...OUTCOMES.lost, hatched: false }, x, row.y + 1, width, row.height - 2);
      const text = seconds(gap.until - gap.from, 1);
      if (width > context.measureText(text).width + 8) {
        context.fillStyle = INK.card;
        context.fillText(text, Math.max(x, View.LEFT) + 4, middle + .5);
      }
    }
    context.fillStyle = INK.bought;
    for (const probe of row.items) {
      if (probe.to >= this.view.from && probe.to <= this.view.until) context.fillRect(this.view.x(probe.to, this.width) - 1, middle - 3.5, 2, 7);
    }
  }

  client(context, row) {
    context.globalAlpha = this.selected ? .4 : 1;
    for (const operation of row.items) {
      if (!this.inView(operation)) continue;
      const { x, width } = this.span(operation.from, operation.until, 1.5);
      drawBar(context, OUTCOMES[operation.outcome], x, row.y + 1, width, row.height - 2);
    }
    context.globalAlpha = 1;
  }

  /** Where an operation is drawn; null where it is not. */
  box(operation) {
    const row = this.placed.get(operation);
    return row && this.inView(operation) ? { ...this.span(operation.from, operation.until, 7), y: row.y, height: row.height } : null;
  }

  /** The operations of the chosen violation, with the numbers that they have in its table. */
  named(context) {
    this.selected.named.forEach((operation, i) => {
      const box = this.frame(context, operation, INK.text);
      if (!box || i >= 100) return;
      context.fillStyle = INK.text;
      const text = String(i + 1);
      const size = context.measureText(text).width + 8;
      const x = Math.min(box.x + box.width + 2, this.width - size);
      context.fillRect(x, box.y - 1, size, box.height + 2);
      context.fillStyle = INK.card;
      context.fillText(text, x + 4, box.y + box.height / 2 + .5);
    });
  }

  frame(context, operation, color) {
    const box = this.box(operation);
    if (!box) return null;
    context.fillStyle = INK.card;
    context.fillRect(box.x, box.y, box.width, box.height);
    drawBar(context, OUTCOMES[operation.outcome], box.x, box.y + 1, box.width, box.height - 2);
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.strokeRect(box.x, box.y, box.width, box.height);
    return box;
  }

  names(context) {
    context.fillStyle = INK.card;
    context.fillRect(0, 0, View.LEFT - 4, this.height);
    for (const row of this.rows) {
      const head = row.kind === "head";
      context.font = `${head || row.strong ? "600 " : ""}12px system-ui, sans-serif`;
      context.fillStyle = head ? INK.soft : INK.text;
      context.fillText(head ? row.name : this.fitting(context, row.name), head ? 8 : 16, row.y + row.height / 2 + (head ? 3 : .5));
    }
  }

  fitting(context, text) {
    let short = text;
    while (context.measureText(short).width > View.LEFT - 26 && short.length > 2) short = `${short.slice(0, -2)}…`;
    return short;
  }

  /** What lies at a place of the canvas: a fault, a gap or an operation, or null. */
  at(x, y) {
    const row = this.rows.find(each => y >= each.y && y <= each.y + each.height);
    if (!row || x < View.LEFT - 4) return null;
    const items = row.kind === "queue" ? this.campaign.gaps.filter(gap => row.name === `queue ${gap.queue}`) : row.items;
    const near = items.filter(item => {
      const box = this.span(item.from, item.until, 7);
      return this.inView(item) && x >= box.x && x <= box.x + box.width;
    });
    // Of several under one pixel: one that the violation names, or the last, which is on top.
    const item = near.find(each => this.selected?.named.includes(each)) ?? near.at(-1);
    return item ? { kind: row.kind, item } : null;
  }
}
