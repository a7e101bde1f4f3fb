/** Lines over the time of the view, with faults shaded. */
class Chart {
  static HEIGHT = 150;
  static TOP = 22;
  static BOTTOM = 20;

  /**
   * @param lines each with name, ink, dash, and the value of a step, which may be null
   * @param format how a value is said
   * @param logarithmic whether each line of the grid is ten times the one below
   */
  constructor(canvas, campaign, view, { lines, format, logarithmic }) {
    Object.assign(this, { canvas, campaign, view, lines, format, logarithmic });
    view.onChange(() => this.draw());
  }

  draw() {
    const { context, width } = prepare(this.canvas, Chart.HEIGHT);
    this.width = width;
    const { view } = this;
    // Shorter steps would be one answer high or none.
    const step = Math.max(roundStep((view.until - view.from) / 150), 100);
    const steps = this.campaign.steps(view.from, view.until, step);
    this.perSecond = 1000 / step;
    const values = this.lines.map(line => steps.map(each => line.value(each, this.perSecond)));
    this.faults(context);
    this.scale(context, values.flat().filter(value => value !== null));
    context.save();
    context.beginPath();
    context.rect(View.LEFT, 0, width - View.LEFT, Chart.HEIGHT);
    context.clip();
    this.lines.forEach((line, i) => this.line(context, line, steps.map((each, at) => [(each.from + each.until) / 2, values[i][at]])));
    context.restore();
    this.legend(context);
  }

  faults(context) {
    context.fillStyle = `${INK.fault}26`;
    for (const fault of this.campaign.faults) {
      const from = Math.max(this.view.x(fault.from, this.width), View.LEFT);
      const until = Math.min(this.view.x(fault.until, this.width), this.width);
      if (until > from) context.fillRect(from, Chart.TOP, until - from, Chart.HEIGHT - Chart.TOP - Chart.BOTTOM);
    }
  }

  /** Chooses the scale and draws its grid. */
  scale(context, values) {
    const most = Math.max(...values, this.logarithmic ? 10 : 1);
    const marks = [];
    if (this.logarithmic) {
      this.least = 10 ** Math.floor(Math.log10(Math.max(Math.min(...values, most), .1)));
      this.most = 10 ** Math.ceil(Math.log10(most));
      for (let mark = this.least; mark <= this.most * 1.01; mark *= 10) marks.push(mark);
    } else {
      const step = roundStep(most / 4);
      this.least = 0;
      this.most = Math.ceil(most / step) * step;
      for (let mark = 0; mark <= this.most; mark += step) marks.push(mark);
    }
    context.textAlign = "right";
    for (const mark of marks) {
      context.fillStyle = INK.line;
      context.fillRect(View.LEFT, this.y(mark), this.width - View.LEFT, 1);
      context.fillStyle = INK.soft;
      context.fillText(this.format(mark), View.LEFT - 8, this.y(mark));
    }
    context.textAlign = "left";
    for (const { at, text } of this.view.ticks(this.width)) {
      const x = this.view.x(at, this.width);
      if (x + 50 < this.width) context.fillText(text, x, Chart.HEIGHT - 8);
    }
  }

  y(value) {
    const share = this.logarithmic
      ? Math.log(Math.max(value, this.least) / this.least) / Math.log(this.most / this.least)
      : (value - this.least) / (this.most - this.least);
    return Chart.HEIGHT - Chart.BOTTOM - share * (Chart.HEIGHT - Chart.TOP - Chart.BOTTOM);
  }

  line(context, { ink, dash }, points) {
    context.strokeStyle = INK[ink];
    context.fillStyle = INK[ink];
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    context.beginPath();
    let pen = false;
    points.forEach(([time, value], i) => {
      if (value === null) {
        pen = false;
        return;
      }
      const x = this.view.x(time, this.width);
      if (pen) context.lineTo(x, this.y(value));
      else context.moveTo(x, this.y(value));
      // A value without neighbours would not be seen.
      if (!pen && (points[i + 1]?.[1] ?? null) === null) context.fillRect(x - 1.5, this.y(value) - 1.5, 3, 3);
      pen = true;
    });
    context.stroke();
    context.setLineDash([]);
  }

  legend(context) {
    let x = View.LEFT + 4;
    for (const { name, ink, dash } of this.lines) {
      context.strokeStyle = INK[ink];
      context.lineWidth = 2;
      context.setLineDash(dash);
      context.beginPath();
      context.moveTo(x, 10);
      context.lineTo(x + 24, 10);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = INK.text;
      context.fillText(name, x + 30, 10);
      x += context.measureText(name).width + 50;
    }
  }
}

const RATE = {
  format: value => value.toLocaleString("en"),
  lines: [
    { name: "answers", ink: "accent", dash: [], value: (step, perSecond) => step.all * perSecond },
    { name: "201 bought", ink: "bought", dash: [6, 3], value: (step, perSecond) => step.bought * perSecond },
    { name: "5xx or no answer", ink: "lost", dash: [2, 2], value: (step, perSecond) => step.trouble * perSecond },
  ],
};
const LATENCY = {
  logarithmic: true,
  format: value => value < 1000 ? `${Number(value.toPrecision(1))} ms` : `${Number((value / 1000).toPrecision(1))} s`,
  lines: [
    { name: "p50", ink: "accent", dash: [], value: step => step.p50 },
    { name: "p99", ink: "lost", dash: [6, 3], value: step => step.p99 },
  ],
};
