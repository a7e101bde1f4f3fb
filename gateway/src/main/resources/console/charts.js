"use strict";

/** The last two minutes of one chart: a line for each series, drawn by uPlot, and the newest values in words. */
class Chart {
  static SECONDS = 120;

  /** A chart in the figure `id`, whose axis reaches at least to `least`; values are shown by `format`. */
  constructor(id, format, least) {
    this.least = least;
    this.figure = document.getElementById(id);
    this.format = format;
    this.readout = document.createElement("ul");
    this.readout.className = "readout";
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.setAttribute("aria-hidden", "true");
    this.figure.append(this.readout, this.plot);
    this.names = [];
    this.times = [];
    this.lines = [];
    new ResizeObserver(() => this.uplot?.setSize(this.size())).observe(this.plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  size() {
    return { width: this.plot.clientWidth, height: this.plot.clientHeight };
  }

  /** Adds what was true at `seconds`: values by the names of their series; null where one is not known. */
  add(seconds, values) {
    const names = Object.keys(values);
    const changed = names.join("\n") !== this.names.join("\n");
    if (changed) {
      this.lines = names.map(name => this.lines[this.names.indexOf(name)] ?? this.times.map(() => null));
      this.names = names;
    }
    this.times.push(seconds);
    names.forEach((name, i) => this.lines[i].push(values[name]));
    while (this.times[0] < seconds - Chart.SECONDS) {
      this.times.shift();
      this.lines.forEach(line => line.shift());
    }
    this.tell(values);
    if (changed) this.draw();
    else this.uplot.setData([this.times, ...this.lines]);
  }

  tell(values) {
    this.readout.replaceChildren(...Object.entries(values).map(([name, value], i) => {
      const entry = document.createElement("li");
      const key = document.createElement("span");
      key.className = `key key-${Chart.color(i)}`;
      const number = document.createElement("b");
      number.textContent = value === null ? "–" : this.format(value);
      entry.append(key, name, number);
      return entry;
    }));
  }

  /** Each of the six colours in turn. */
  static color(series) {
    return series % 6 + 1;
  }

  draw() {
    this.uplot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const axis = { stroke: color("--soft"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    const options = {
      ...this.size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 8, 0, 0],
      scales: {
        x: { range: (plot, from, to) => [to - Chart.SECONDS, to] },
        y: { range: (plot, from, to) => [0, Math.max(this.least, to * 1.15)] },
      },
      axes: [
        { ...axis, space: 70, size: 24, values: (plot, times) => times.map(time => new Date(time * 1000).toLocaleTimeString([], { hour12: false })) },
        { ...axis, size: 46, values: (plot, values) => values.map(value => this.format(value)) },
      ],
      series: [{}, ...this.names.map((name, i) => ({
        label: name, stroke: color(`--series-${Chart.color(i)}`), width: 2, points: { show: false }, spanGaps: false,
      }))],
    };
    this.uplot = new uPlot(options, [this.times, ...this.lines], this.plot);
  }
}

/** What a page of metrics says, by name and labels as they stand there; only the gateway's own. */
function parseMetrics(text) {
  const values = new Map();
  for (const line of text.split("\n")) {
    const end = line.lastIndexOf(" ");
    if (line.startsWith("seckill_")) values.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return values;
}

/** The sum over all labels of the metric `name` that have `label`, which may be empty. */
function total(metrics, name, label = "") {
  let sum = 0;
  for (const [key, value] of metrics) {
    if ((key === name || key.startsWith(name + "{")) && key.includes(label)) sum += value;
  }
  return sum;
}

/** What `share` of the answers between two pages took at most, in ms; null where there was none. */
function percentile(before, now, share) {
  const name = "seckill_request_latency_seconds_bucket{";
  const buckets = [];
  for (const [key, value] of now) {
    if (key.startsWith(name)) buckets.push([Number(key.match(/le="([^"]+)"/)[1].replace("+Inf", "Infinity")), value - (before.get(key) ?? 0)]);
  }
  buckets.sort((a, b) => a[0] - b[0]);
  const all = buckets.at(-1)?.[1] ?? 0;
  if (all <= 0) return null;
  const at = buckets.findIndex(([, count]) => count >= share * all);
  const [from, below] = at === 0 ? [0, 0] : buckets[at - 1];
  const [to, count] = buckets[at];
  if (!Number.isFinite(to)) return from * 1000;
  return (from + (to - from) * (share * all - below) / (count - below)) * 1000;
}
