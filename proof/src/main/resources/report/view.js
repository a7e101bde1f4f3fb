/** The part of the campaign that the timeline and the charts show, in milliseconds. */
class View {
  /** Pixels that names of rows and figures of axes take on the left. */
  static get LEFT() {
    return innerWidth < 700 ? 100 : 168;
  }

  constructor(begin, end) {
    this.begin = begin;
    this.end = end;
    this.from = begin;
    this.until = end;
    this.listeners = [];
  }

  /** Calls `listener` after each change, at most once a frame. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.listeners.forEach(listener => listener());
    });
  }

  /** Shows this time: not less than a millisecond, and nothing outside of the campaign. */
  show(from, until) {
    const length = Math.min(Math.max(until - from, 1), this.end - this.begin);
    this.from = Math.min(Math.max(from, this.begin), this.end - length);
    this.until = this.from + length;
    this.changed();
  }

  /** Shows `factor` of the time, the place `share` of the way staying where it is. */
  zoom(factor, share = .5) {
    const length = (this.until - this.from) * factor;
    const at = this.from + (this.until - this.from) * share;
    this.show(at - length * share, at + length * (1 - share));
  }

  /** Moves by a share of what is shown. */
  move(share) {
    const length = this.until - this.from;
    this.show(this.from + length * share, this.until + length * share);
  }

  /** Where a time stands in a canvas of this width. */
  x(time, width) {
    return View.LEFT + (time - this.from) / (this.until - this.from) * (width - View.LEFT);
  }

  /** The share of the way of a place in a canvas of this width. */
  share(x, width) {
    return Math.min(Math.max((x - View.LEFT) / (width - View.LEFT), 0), 1);
  }

  /** The round times that a ruler of this width names. */
  ticks(width) {
    const step = roundStep((this.until - this.from) / Math.max(2, (width - View.LEFT) / 110));
    const digits = Math.max(0, Math.ceil(-Math.log10(step / 1000) - .001));
    const first = Math.ceil(this.from / step);
    return Array.from({ length: Math.floor(this.until / step) - first + 1 }, (_, i) =>
      ({ at: (first + i) * step, text: seconds((first + i) * step, digits) }));
  }
}

/** The colours of the style, light or dark, by their names. */
const INK = {};

function readInk() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["card", "text", "soft", "line", "grid", "accent", "bad", "fault", ...Object.values(OUTCOMES).map(({ ink }) => ink)]) {
    INK[name] = style.getPropertyValue(`--${name}`).trim();
  }
}

/** A canvas of this height, as sharp as the screen, empty; its context and its width. */
function prepare(canvas, height) {
  readInk();
  const sharpness = window.devicePixelRatio || 1;
  canvas.style.height = `${height}px`;
  const width = canvas.clientWidth;
  canvas.width = width * sharpness;
  canvas.height = height * sharpness;
  const context = canvas.getContext("2d");
  context.scale(sharpness, sharpness);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  return { context, width };
}

/** A bar of an outcome: its colour and its shape. */
function drawBar(context, { ink, top, height, hatched }, x, y, width, rowHeight) {
  context.fillStyle = INK[ink];
  context.fillRect(x, y + top * rowHeight, width, height * rowHeight);
  if (hatched && width > 5) {
    context.strokeStyle = INK.card;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let at = x + 2; at < x + width; at += 6) {
      context.moveTo(at, y + rowHeight);
      context.lineTo(Math.min(at + 4, x + width), y);
    }
    context.stroke();
  }
}
