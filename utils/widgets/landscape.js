// The landscape of lesson 01's playground, drawn in the browser: plain JavaScript, nothing to build.
//
// Owns what a reader touches and sees: the walker, the path, the arrow, the loss, the border of the
// learning rate, and the words that say it all. The named landscapes have their derivatives here,
// so that a drag asks no kernel; a formula of the reader's own is Python's, asked for by the
// model's `ask` and answered by `ground` and `told`. In four parts: mathematics, words, pictures,
// controls.

// --- mathematics: no page is needed for it -------------------------------------------------------

// Each gives [z, dz/dx, dz/dy, d²z/dx², d²z/dxdy, d²z/dy²] at a point.
export const JETS = {
  rings(x, y) {
    const u = x * x + y * y, s = Math.sin(u), c = Math.cos(u);
    return [s, 2 * x * c, 2 * y * c, 2 * c - 4 * x * x * s, -4 * x * y * s, 2 * c - 4 * y * y * s];
  },
  bowl(x, y) {
    return [x * x + y * y, 2 * x, 2 * y, 2, 0, 2];
  },
  valley(x, y) {
    const d = x - y, s = x + y;
    return [2 * d * d + 0.05 * s * s, 4 * d + 0.1 * s, -4 * d + 0.1 * s, 4.1, -3.9, 4.1];
  },
  saddle(x, y) {
    const z = (x * x) / 2 - (y * y) / 2 + y ** 4 / 16;
    return [z, x, -y + y ** 3 / 4, 1, 0, -1 + 0.75 * y * y];
  },
  chaos(x, y) {
    const z = x ** 4 / 4 + y ** 4 / 4 - (x * x) / 2 - (y * y) / 2 + 0.15 * x * y;
    return [z, x ** 3 - x + 0.15 * y, y ** 3 - y + 0.15 * x, 3 * x * x - 1, 0.15, 3 * y * y - 1];
  },
};

const LOST = 1e4; // a point this far out has diverged
export const RATES = [0.001, 3.16];
const MAX_STEPS = 300;
const FLAT = 2 / RATES[1]; // curvature below this: every rate of the slider is below the border

// The points [x, y, z] of gradient descent with momentum, as torch.optim.SGD walks:
// v ← μ·v + ∇f(w), w ← w − η·v. It ends at the first point that is lost.
export function descend(jet, start, rate, momentum, steps) {
  let [x, y] = start, vx = 0, vy = 0;
  const path = [];
  for (let step = 0; ; step++) {
    const [z, gx, gy] = jet(x, y);
    path.push([x, y, z]);
    if (step >= steps || isLost([x, y])) return path;
    vx = momentum * vx + gx;
    vy = momentum * vy + gy;
    x -= rate * vx;
    y -= rate * vy;
  }
}

const isLost = ([x, y]) => !(Math.abs(x) < LOST && Math.abs(y) < LOST);

// The largest and the smallest curvature, and the angle of the largest's direction.
export function curvatures(xx, xy, yy) {
  const middle = (xx + yy) / 2, radius = Math.hypot((xx - yy) / 2, xy);
  return [middle + radius, middle - radius, Math.atan2(2 * xy, xx - yy) / 2];
}

// [x, y, largest, smallest curvature] of the level place downhill of `start`, or null where the
// ground falls away. Newton's steps with the sizes of the curvatures, as landscapes.py has them.
export function bottom(jet, start, half) {
  let [x, y] = start, here = jet(x, y), high = 0, low = 0, angle = 0;
  const scale = Math.max(1, Math.hypot(here[1], here[2]));
  for (let n = 0; n < 200; n++) {
    if (!here.every(Number.isFinite) || Math.max(Math.abs(x), Math.abs(y)) > 2 * half) return null;
    [high, low, angle] = curvatures(here[3], here[4], here[5]);
    if (Math.hypot(here[1], here[2]) <= 1e-9 * scale) break;
    const [mx, my] = newton(here, high, low, angle, half / 10);
    const downhill = here[1] * mx + here[2] * my;
    let share = 1, there = jet(x + mx, y + my);
    while (!(there[0] <= here[0] + 1e-4 * share * downhill) && share > 1e-9) {
      share /= 2;
      there = jet(x + share * mx, y + share * my);
    }
    if (share <= 1e-9) break;
    x += share * mx;
    y += share * my;
    here = there;
  }
  return Math.hypot(here[1], here[2]) > 1e-5 * scale ? null : [x, y, high, low];
}

function newton([, gx, gy], high, low, angle, longest) {
  const floor = Math.max(1e-3 * Math.max(Math.abs(high), Math.abs(low)), 1e-12);
  const c = Math.cos(angle), s = Math.sin(angle);
  const along = -(gx * c + gy * s) / Math.max(Math.abs(high), floor);
  const across = -(gy * c - gx * s) / Math.max(Math.abs(low), floor);
  const move = [along * c - across * s, along * s + across * c];
  const share = Math.min(1, longest / (Math.hypot(...move) || 1));
  return [move[0] * share, move[1] * share];
}

// The largest rate at which a walk comes closer to the bottom: 2·(1 + momentum) / curvature.
export function border(level, momentum) {
  return level && level[2] > 0 ? (2 * (1 + momentum)) / level[2] : Infinity;
}

// After how many steps, from 2 to 8, the end of the path comes back to the same places; 0 if never.
function period(path, near) {
  const last = path.length - 1;
  const same = (p) => (_, k) => distance(path[last - k], path[last - k - p]) < near;
  for (let p = 2; p <= 8 && last >= 3 * p; p++)
    if (Array.from({ length: 2 * p }).every(same(p))) return p;
  return 0;
}

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

// --- words ---------------------------------------------------------------------------------------

const minus = (text) => text.replace(/-/g, "−");
function number(v, digits) {
  const text = Math.abs(v) < 1e5 ? v.toFixed(digits) : v.toExponential(1);
  return Number(text) === 0 ? (0).toFixed(digits) : minus(text);
}
const place = ([x, y], digits = 3) => `(${number(x, digits)}, ${number(y, digits)})`;
const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

// A learning rate with the three digits that matter: 0.106, 0.0109, 1.26.
export const rateText = (rate) => (rate >= 1 ? rate.toFixed(2) : rate.toPrecision(3));

// A sentence that says how a walk went. `scene` has path, last (the six numbers where it ends) and
// level (where the ground downhill of the start is level).
export function verdict({ path, last, level }, half, rate, momentum) {
  const n = path.length - 1, end = path[n], near = half * 1e-3;
  const smaller = level ? " Take a smaller learning rate." : "";
  if (isLost(end) || !Number.isFinite(end[2]))
    return `Diverged: step ${n} is beyond all bounds.` +
      (smaller || " From this start the ground falls without end.");
  const outside = ([x, y]) => Math.max(Math.abs(x), Math.abs(y)) > half;
  const where = `${place(end)}, loss ${number(end[2], 4)}`;
  if (outside(end))
    return `Leaves the picture at step ${path.findIndex(outside)} and doesn't come back: after ` +
      `${count(n, "step")} it is at ${where}.${smaller}`;
  const back = path.some(outside) ? ` It left the picture at step ${path.findIndex(outside)}.` : "";
  if (!n) return `Not a step yet: at the start ${where}.`;
  const below = rate < border(level, momentum);
  return `${withinThePicture(path, last, where, near, below)}${back}`;
}

function withinThePicture(path, last, where, near, below) {
  const n = path.length - 1;
  const moves = path.slice(1).map((point, k) => distance(point, path[k]));
  const [high, low] = curvatures(last[3], last[4], last[5]);
  if (Math.max(...moves.slice(-3)) < near && Math.hypot(last[1], last[2]) < 0.01 * Math.max(1, high))
    return low < -1e-3 * Math.max(1, Math.abs(high))
      ? `Stands still at ${where}. The ground is level here and no bottom: the least push aside ` +
        "would send it downhill."
      : `Settled at ${where}.`;
  const p = period(path, Math.min(3 * near, 0.01 * Math.max(...moves.slice(-2))));
  if (p === 2)
    return `Jumps to and fro between ${place(path[n - 1])} and ${place(path[n])}.`;
  if (p) return `Goes round ${p} places, the same ones again and again.`;
  const late = path.slice(Math.floor((path.length * 2) / 3)).map((point) => point[2]);
  if (!late.some((z, k) => k && z > late[k - 1] + 1e-3))
    return `On its way after ${count(n, "step")}: ${where}. More steps would go on.`;
  const longest = (from, to) => Math.max(...moves.slice(from, to));
  if (n >= 8 && longest(-Math.ceil(n / 4)) < 0.8 * longest(0, Math.ceil(n / 4)))
    return `On its way after ${count(n, "step")}, in swings that get shorter: ${where}.`;
  return n < 30 || below
    ? `Not settled: the loss goes up and down, the steps overshoot. Now at ${where}.`
    : `Doesn't settle: in ${n} steps it finds no place and no pattern. Now at ${where}.`;
}

// A sentence on the border of the learning rate, and on which side of it the rate is.
export function borderSentence(level, rate, momentum) {
  if (!level) return "No border here: downhill of this start there is no level place in reach.";
  const [x, y, high, low] = level;
  const spot = low < -1e-6 * Math.abs(high) ? "the level place" : "the bottom";
  const where = `${spot} downhill of the start, ${place([x, y], 2)}`;
  if (high < FLAT * (1 + momentum))
    return `No border on this slider: at ${where}, the curvature is ${number(Math.max(high, 0), 2)} at most.`;
  const most = border(level, momentum);
  const formula = momentum ? `2 · (1 + ${momentum.toFixed(2)}) / ` : "2 / ";
  const side = Math.abs(rate / most - 1) < 5e-3 ? "on" : rate < most ? "below" : "beyond";
  return `Border of the learning rate: ${formula}${number(high, 2)} = ${rateText(most)}, by the ` +
    `largest curvature at ${where}. Your rate ${rateText(rate)} is ${side} it.`;
}

export function startSentence([z, gx, gy], start) {
  return `At the start ${place(start, 2)}: height ${number(z, 3)}, gradient ${place([gx, gy], 2)}, ` +
    `length ${number(Math.hypot(gx, gy), 2)}. The arrow points uphill, the first step the other way.`;
}

// --- pictures ------------------------------------------------------------------------------------

const VIRIDIS = [
  [68, 1, 84], [72, 36, 117], [65, 68, 135], [53, 95, 141], [42, 120, 142], [33, 145, 140],
  [34, 168, 132], [68, 191, 112], [122, 209, 81], [189, 223, 38], [253, 231, 37],
];
const LEVELS = 20;
const SIDES = { left: 34, right: 10, top: 10, bottom: 32 };
const CHART_SIDES = { left: 58, right: 12, top: 26, bottom: 34 };
const LIGHT = {
  ink: "#262626", halo: "#ffffff", path: "#B10026", arrow: "#101010", star: "#FF800E",
  loss: "#006BA4", grid: "#E3E3E3", axis: "#595959", paper: [255, 255, 255], share: 0.55,
};
const DARK = {
  ink: "#f0f0f0", halo: "#000000", path: "#FFD9A0", arrow: "#ffffff", star: "#FF800E",
  loss: "#7FC4F5", grid: "#444444", axis: "#a8a8a8", paper: [17, 17, 17], share: 0.5,
};

// Whether the text around an element is light, and so its theme dark; not while it is on no page.
function isDark(element) {
  const [r, g, b] = (getComputedStyle(element).color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 127;
}

// Viridis mixed with the paper, so that what is drawn over it can be seen: [r, g, b].
function shade(t, { paper, share }) {
  const at = Math.min(Math.max(t, 0), 1) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return paper.map((p, i) => {
    const v = VIRIDIS[low][i] + (at - low) * (VIRIDIS[low + 1][i] - VIRIDIS[low][i]);
    return Math.round(share * v + (1 - share) * p);
  });
}

// z on a grid of n × n points from -half to half, rows along y.
function gridOf(jet, half, n = 161) {
  const z = new Float64Array(n * n);
  const at = (k) => -half + (2 * half * k) / (n - 1);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++)
      z[row * n + column] = jet(at(column), at(row))[0];
  return { z, n };
}

// z between the points of a grid, with u and v from 0 to n - 1.
function between({ z, n }, u, v) {
  const i = Math.min(Math.floor(u), n - 2), j = Math.min(Math.floor(v), n - 2), k = j * n + i;
  const a = u - i, b = v - j;
  return (1 - b) * ((1 - a) * z[k] + a * z[k + 1]) + b * ((1 - a) * z[k + n] + a * z[k + n + 1]);
}

// Where the 20 bands of height lie: [lowest, width], and whether by the root of the height, which
// keeps a valley with steep walls from being one dark band.
function bands({ z }) {
  const known = Float64Array.from(z.filter(Number.isFinite)).sort();
  const low = known[0], high = known[known.length - 1];
  const rooted = known[known.length >> 1] - low < 0.25 * (high - low);
  const level = rooted ? (v) => Math.sqrt((v - low) / (high - low)) : (v) => (v - low) / (high - low);
  return (v) => (high > low ? Math.min(Math.floor(LEVELS * level(v)), LEVELS - 1) : LEVELS >> 1);
}

// The contours as an image of size × size pixels; transparent where z has no value.
function contours(grid, size, colours) {
  const band = bands(grid), image = new ImageData(size, size), row = new Int16Array(size).fill(-1);
  const palette = Array.from({ length: LEVELS }, (_, k) => shade(k / (LEVELS - 1), colours));
  const scale = (grid.n - 1) / (size - 1);
  for (let j = 0; j < size; j++) {
    let left = -1;
    for (let i = 0; i < size; i++) {
      const z = between(grid, i * scale, (size - 1 - j) * scale);
      const here = Number.isFinite(z) ? band(z) : -1;
      const edge = here >= 0 && ((i && left >= 0 && left !== here) || (row[i] >= 0 && row[i] !== here));
      const at = 4 * (j * size + i), colour = here < 0 ? [0, 0, 0] : palette[here];
      for (let c = 0; c < 3; c++) image.data[at + c] = edge ? 0.87 * colour[c] : colour[c];
      image.data[at + 3] = here < 0 ? 0 : 255;
      left = row[i] = here;
    }
  }
  return image;
}

// A canvas that is as sharp as the screen: its context, cleared, in CSS pixels.
function cleared(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "12px system-ui, -apple-system, 'Segoe UI', sans-serif";
  context.lineJoin = context.lineCap = "round";
  return context;
}

// Numbers with a round distance that lie from low to high, about `n` of them.
function ticks(low, high, n) {
  const raw = (high - low) / n, power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((k) => k * power >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const found = [];
  for (let k = first; k * step <= high + 1e-9 * step; k++) found.push(k * step);
  return { found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function drawGround(canvas, grid, half, size, colours) {
  const context = cleared(canvas, size.width, size.height);
  const { left, top } = SIDES, side = size.side, ratio = globalThis.devicePixelRatio || 1;
  const pixels = Math.max(2, Math.round(side * Math.min(ratio, 2)));
  const buffer = document.createElement("canvas");
  buffer.width = buffer.height = pixels;
  if (grid) {
    buffer.getContext("2d").putImageData(contours(grid, pixels, colours), 0, 0);
    context.drawImage(buffer, left, top, side, side);
  }
  context.strokeStyle = colours.axis;
  context.strokeRect(left, top, side, side);
  context.fillStyle = colours.ink;
  const { found, digits } = ticks(-half, half, 6);
  for (const value of found) {
    const along = ((value + half) / (2 * half)) * side;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(number(value, digits), left + along, top + side + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    if (value > -half) context.fillText(number(value, digits), left - 5, top + side - along);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText("x", left + side / 2 + side / 12, top + side + 29);
  context.fillText("y", left - 24, top + side / 2 - side / 12);
}

function drawWalk(canvas, scene, state, half, size, colours) {
  const context = cleared(canvas, size.width, size.height);
  const { left, top } = SIDES, side = size.side;
  const at = ([x, y]) => [
    left + ((x + half) / (2 * half)) * side, top + side - ((y + half) / (2 * half)) * side,
  ];
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  if (scene) {
    const points = scene.path.map((p) => at(p.map((v) => Math.max(-99, Math.min(99, v)))));
    drawLines(context, points, colours);
    context.fillStyle = colours.path;
    for (const [x, y] of points) {
      context.beginPath();
      context.arc(x, y, 2.6, 0, 2 * Math.PI);
      context.fill();
    }
    drawArrow(context, scene, at, half, side, colours);
    drawStar(context, points[points.length - 1], colours);
  }
  context.restore();
}

// The steps of a walk; of a long one as faint lines, or they would hide its points.
function drawLines(context, points, colours) {
  const trace = () => points.forEach((p) => context.lineTo(...p));
  if (points.length < 120) return strokes(context, colours, 1.6, colours.path, trace);
  context.globalAlpha = 0.35;
  context.strokeStyle = colours.path;
  context.lineWidth = 0.8;
  context.beginPath();
  trace();
  context.stroke();
  context.globalAlpha = 1;
}

function strokes(context, colours, width, colour, trace) {
  for (const [style, w] of [[colours.halo, width + 2], [colour, width]]) {
    context.strokeStyle = style;
    context.lineWidth = w;
    context.beginPath();
    trace();
    context.stroke();
  }
}

// The gradient at the start. Its length grows with the steepness, and up to 40 % of the picture.
function drawArrow(context, { path, first }, at, half, side, colours) {
  const slope = Math.hypot(first[1], first[2]);
  if (!(slope > 1e-6)) return;
  const [x, y] = at(path[0]), length = 0.4 * side * (slope / (slope + 2.5 * (3 / half)));
  const [ux, uy] = [first[1] / slope, -first[2] / slope];
  const [tx, ty] = [x + ux * length, y + uy * length], head = Math.min(12, 0.6 * length);
  const wing = (turn) => [tx - head * (ux - turn * uy * 0.6), ty - head * (uy + turn * ux * 0.6)];
  strokes(context, colours, 2.6, colours.arrow, () => {
    context.moveTo(x, y);
    context.lineTo(tx, ty);
    context.moveTo(...wing(1));
    context.lineTo(tx, ty);
    context.lineTo(...wing(-1));
  });
}

function drawStar(context, [x, y], colours) {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const angle = (Math.PI * k) / 5 - Math.PI / 2, radius = k % 2 ? 4 : 9;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  context.fillStyle = colours.star;
  context.fill();
  context.strokeStyle = "#262626";
  context.lineWidth = 1.2;
  context.stroke();
}

function drawLoss(canvas, scene, size, colours) {
  const context = cleared(canvas, size.chartWidth, size.chartHeight);
  const { left, top } = CHART_SIDES;
  const width = size.chartWidth - left - CHART_SIDES.right;
  const height = size.chartHeight - top - CHART_SIDES.bottom;
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.fillText("loss z at each step", left, 14);
  if (!scene) return;
  const losses = scene.path.map((p) => p[2]).map((z) => (Number.isFinite(z) ? z : NaN));
  const known = losses.filter((z) => !Number.isNaN(z));
  let low = Math.min(...known), high = Math.max(...known);
  const room = Math.max(0.06 * (high - low), 1e-3 * Math.max(Math.abs(high), 1));
  [low, high] = [low - room, high + room];
  const last = Math.max(losses.length - 1, 1);
  const at = (k, z) => [left + (k / last) * width, top + height - ((z - low) / (high - low)) * height];
  drawScales(context, { low, high, last, left, top, width, height, at }, colours);
  context.strokeStyle = context.fillStyle = colours.loss;
  context.lineWidth = 1.8;
  context.beginPath();
  losses.forEach((z, k) => Number.isNaN(z) || context.lineTo(...at(k, z)));
  context.stroke();
  losses.forEach((z, k) => {
    if (Number.isNaN(z)) return;
    context.beginPath();
    context.arc(...at(k, z), losses.length > 100 ? 1.5 : 2.4, 0, 2 * Math.PI);
    context.fill();
  });
}

function drawScales(context, { low, high, last, left, top, width, height, at }, colours) {
  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const up = ticks(low, high, 5);
  for (const z of up.found) {
    const [, y] = at(0, z);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
    context.fillText(number(z, Math.min(up.digits, 4)), left - 6, y);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const k of ticks(0, last, Math.min(6, last)).found.filter(Number.isInteger))
    context.fillText(String(k), at(k, low)[0], top + height + 5);
  context.fillText("step", left + width / 2, top + height + 19);
  context.textBaseline = "alphabetic";
  context.strokeStyle = colours.axis;
  context.strokeRect(left, top, width, height);
}

// --- controls ------------------------------------------------------------------------------------

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let made = 0; // so that each view's labels have ids of their own

const NOTCHES = 700; // of the rate's slider: one is a change of 1.2 %
const rateAt = (notch) =>
  Number((RATES[0] * (RATES[1] / RATES[0]) ** (notch / NOTCHES)).toPrecision(3));
const shareOf = (rate) => Math.log(rate / RATES[0]) / Math.log(RATES[1] / RATES[0]);

// What stands on the page, by name, inside `root`.
function build(catalog) {
  const id = `landscape-${++made}`;
  const slider = (name, max) =>
    element("input", { type: "range", min: 0, max, step: 1, id: `${id}-${name}` });
  const parts = {
    choice: element("select", { id: `${id}-choice` },
      ...Object.entries(catalog).map(([name, { title }]) => element("option", { value: name }, title))),
    formula: element("input", { type: "text", id: `${id}-formula`, spellcheck: "false", autocomplete: "off" }),
    given: element("code", {}),
    reset: element("button", { type: "button" }, "Reset"),
    ground: element("canvas", { "aria-hidden": "true" }),
    walk: element("canvas", { role: "img" }),
    walker: element("div", { role: "slider", tabindex: 0, "aria-label": "walker: the start in x and y",
      "aria-describedby": `${id}-keys`, class: "walker" }),
    loss: element("canvas", { role: "img" }),
    rate: slider("rate", NOTCHES), rateBox: element("input", { type: "number", step: "any", "aria-label": "learning rate as a number" }),
    momentum: slider("momentum", 99), momentumSaid: element("span", { class: "value", "aria-hidden": "true" }),
    steps: slider("steps", MAX_STEPS), stepsSaid: element("span", { class: "value", "aria-hidden": "true" }),
    x: element("input", { type: "number", step: 0.05, id: `${id}-x` }),
    y: element("input", { type: "number", step: 0.05, id: `${id}-y` }),
    mark: element("div", { class: "mark", "aria-hidden": "true" }),
    said: element("p", { role: "status", class: "said" }),
    border: element("p"), slope: element("p"), note: element("p", { class: "note" }),
    problem: element("p", { role: "alert", class: "problem" }),
  };
  const label = (name, text) => element("label", { for: `${id}-${name}` }, text);
  const stage = element("div", { class: "stage" }, parts.ground, parts.walk, parts.walker);
  const root = element("div", { class: "course-landscape" },
    element("div", { class: "top" },
      label("choice", "landscape"), parts.choice,
      element("div", { class: "pair" }, label("formula", "z ="), parts.formula, parts.given),
      parts.reset),
    element("div", { class: "pictures" },
      element("div", { class: "map" }, stage,
        element("p", { class: "legend", id: `${id}-keys` },
          element("span", {}, "◯ start: drag it, or arrow keys, with Shift for long steps"),
          element("span", {}, "→ gradient, uphill"), element("span", {}, "★ end"))),
      element("div", { class: "side" }, parts.loss,
        element("div", { class: "settings" },
          label("rate", "learning rate"), element("div", { class: "track" }, parts.rate, parts.mark),
          parts.rateBox,
          label("momentum", "momentum"), parts.momentum, parts.momentumSaid,
          label("steps", "steps"), parts.steps, parts.stepsSaid,
          element("span", {}, "start"),
          element("div", { class: "pair" }, label("x", "x ="), parts.x, label("y", "y ="), parts.y)))),
    parts.problem, parts.said, parts.border, parts.slope, parts.note);
  // JupyterLab's shortcuts would take arrows and Enter away; it asks the focused element alone.
  for (const control of root.querySelectorAll("input, select, button, .walker"))
    control.setAttribute("data-lm-suppress-shortcuts", "true");
  return { root, stage, ...parts };
}

// The view of one model. `model` keeps the state, and sends it nowhere unless Python is asked.
class View {
  constructor(model, el) {
    this.model = model;
    this.catalog = model.get("catalog");
    this.on = build(this.catalog);
    el.append(this.on.root);
    this.grids = new Map();
    this.asked = this.waiting = 0;
    this.ends = new AbortController();
    this.listen();
    this.look();
    this.chosen();
    this.sizes = new ResizeObserver(() => { this.look(); this.resize(); }); // once on the page, too
    this.sizes.observe(this.on.root);
    this.themes = new MutationObserver(() => this.look());
    for (const node of [document.documentElement, document.body])
      this.themes.observe(node, { attributes: true });
    this.resize();
  }

  end() {
    this.ends.abort();
    this.sizes.disconnect();
    this.themes.disconnect();
    clearTimeout(this.late);
    for (const name of ["change:told", "change:ground"]) this.model.off(name, this.heard);
    this.ended = true;
  }

  get name() { return this.model.get("function"); }
  get half() { return this.catalog[this.name].half; }
  get isOwn() { return this.name === "own"; }
  get state() {
    const values = ["x", "y", "rate", "momentum", "steps"].map((key) => [key, this.model.get(key)]);
    return Object.fromEntries(values);
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.ask();
    this.later();
  }

  listen() {
    const on = (part, type, act) =>
      part.addEventListener(type, act, { signal: this.ends.signal });
    const typed = (part, act) => { // Enter alone is no change for a box that stands in no form
      on(part, "change", act);
      on(part, "keydown", (event) => event.key === "Enter" && act());
    };
    const { choice, formula, reset, rate, rateBox, momentum, steps, walker, walk } = this.on;
    on(choice, "change", () => this.choose(choice.value));
    typed(formula, () => this.set({ formula: formula.value }));
    on(reset, "click", () => this.choose(this.name));
    on(rate, "input", () => this.set({ rate: rateAt(rate.valueAsNumber) }));
    on(momentum, "input", () => this.set({ momentum: momentum.valueAsNumber / 100 }));
    on(steps, "input", () => this.set({ steps: steps.valueAsNumber }));
    typed(rateBox, () => this.typed("rate", rateBox, RATES[0], RATES[1], "The learning rate"));
    for (const axis of ["x", "y"])
      typed(this.on[axis], () =>
        this.typed(axis, this.on[axis], -this.half, this.half, axis));
    on(walker, "keydown", (event) => this.key(event));
    for (const part of [walker, walk]) on(part, "pointerdown", (event) => this.grab(event, part));
    this.heard = () => this.hear();
    this.model.on("change:told", this.heard);
    this.model.on("change:ground", this.heard);
  }

  // Another landscape, or the same one as it opens.
  choose(name) {
    const { x, y, rate, steps } = this.catalog[name];
    this.model.set("function", name);
    this.complain("");
    this.set({ x, y, rate, steps, momentum: 0 });
    this.chosen();
  }

  chosen() {
    const { choice, formula, given } = this.on;
    choice.value = this.name;
    formula.value = this.model.get("formula");
    given.textContent = this.catalog[this.name].formula;
    formula.hidden = !this.isOwn;
    given.hidden = this.isOwn;
    for (const axis of ["x", "y"]) Object.assign(this.on[axis], { min: -this.half, max: this.half });
    this.drawn = undefined;
    this.ask();
    this.later();
  }

  typed(name, box, low, high, title) {
    const value = box.valueAsNumber;
    if (value >= low && value <= high) {
      this.complain("");
      this.set({ [name]: name === "rate" ? Number(value.toPrecision(3)) : value });
    } else {
      const kept = name === "rate" ? rateText(this.model.get(name)) : number(this.model.get(name), 2);
      const came = Number.isNaN(value) ? "has to be a number" : `can't be ${minus(String(value))}: it has to lie`;
      this.complain(`${title} ${came} between ${minus(String(low))} and ${high}. It stays ${kept}.`);
      this.later();
    }
  }

  complain(text) {
    this.on.problem.textContent = text;
    this.on.problem.hidden = !text;
  }

  key(event) {
    const step = event.shiftKey ? 0.5 : 0.05;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.moveTo(this.model.get("x") + step * way[0], this.model.get("y") + step * way[1]);
  }

  moveTo(x, y) {
    const kept = (v) => Number(Math.max(-this.half, Math.min(this.half, v)).toFixed(3));
    this.complain("");
    this.set({ x: kept(x), y: kept(y) });
  }

  // A drag, from the walker or from anywhere on the map with a mouse or pen.
  grab(event, part) {
    if (event.button || (part !== this.on.walker && event.pointerType === "touch")) return;
    event.preventDefault();
    this.on.walker.focus({ preventScroll: true });
    this.on.said.setAttribute("aria-busy", "true"); // read aloud once the walker is let go
    const move = ({ clientX, clientY }) => {
      const { left, top } = this.on.stage.getBoundingClientRect(), side = this.size.side;
      const across = (clientX - left - SIDES.left) / side, up = 1 - (clientY - top - SIDES.top) / side;
      this.moveTo((2 * across - 1) * this.half, (2 * up - 1) * this.half);
    };
    const drag = new AbortController(), { signal } = drag;
    this.ends.signal.addEventListener("abort", () => drag.abort(), { signal });
    part.setPointerCapture(event.pointerId);
    part.addEventListener("pointermove", move, { signal });
    for (const over of ["pointerup", "pointercancel", "lostpointercapture"])
      part.addEventListener(over, () => {
        drag.abort();
        this.on.said.removeAttribute("aria-busy");
      }, { signal });
    move(event);
  }

  // Python is asked for a formula of the reader's own, one question at a time: the last one counts.
  ask() {
    if (!this.isOwn || this.waiting) return;
    const question = { formula: this.model.get("formula"), ...this.state };
    if (JSON.stringify(question) === this.question) return;
    this.question = JSON.stringify(question);
    this.waiting = ++this.asked;
    this.model.set("ask", { number: this.waiting, ...question });
    this.model.save_changes();
    clearTimeout(this.late);
    this.late = setTimeout(() => {
      this.complain("Python hasn't answered yet: another cell runs, or no kernel is there.");
    }, 4000);
  }

  hear() {
    const told = this.model.get("told");
    if (told.number !== this.waiting) return;
    clearTimeout(this.late);
    this.waiting = 0;
    this.complain(told.problem);
    this.drawn = told.problem ? this.drawn : undefined;
    this.ask();
    this.later();
  }

  // What there is to draw now, or null where Python has not told it.
  scene() {
    const { x, y, rate, momentum, steps } = this.state;
    if (!this.isOwn) {
      const jet = JETS[this.name], path = descend(jet, [x, y], rate, momentum, steps);
      const end = path[path.length - 1];
      return { path, first: jet(x, y), last: jet(end[0], end[1]), level: bottom(jet, [x, y], this.half) };
    }
    const told = this.model.get("told");
    if (!told.path || told.formula !== this.model.get("formula")) return null;
    const flat = floats(told.path), path = [];
    for (let k = 0; k < flat.length; k += 3) path.push([flat[k], flat[k + 1], flat[k + 2]]);
    return { path, first: told.first, last: told.last.map((v) => v ?? NaN), level: told.bottom };
  }

  grid() {
    if (this.isOwn) {
      const z = this.model.get("ground").z;
      return z ? { z: floats(z), n: Math.round(Math.sqrt(z.byteLength / 8)) } : null;
    }
    if (!this.grids.has(this.name)) this.grids.set(this.name, gridOf(JETS[this.name], this.half));
    return this.grids.get(this.name);
  }

  look() {
    const dark = isDark(this.on.root);
    this.colours = dark ? DARK : LIGHT;
    this.on.root.style.colorScheme = dark ? "dark" : "light";
    this.on.root.classList.toggle("dark", dark);
    this.drawn = undefined;
    this.later();
  }

  resize() {
    const whole = this.on.root.clientWidth - 4;
    if (whole < 100) return;
    const wide = whole >= 640, width = Math.min(wide ? 0.5 * whole : whole, 470);
    const side = width - SIDES.left - SIDES.right, height = side + SIDES.top + SIDES.bottom;
    const chartWidth = wide ? whole - width - 16 : Math.min(whole, 470);
    const chartHeight = wide ? Math.max(150, height - 150) : 200;
    this.size = { side, width, height, chartWidth, chartHeight };
    this.on.root.classList.toggle("narrow", !wide);
    this.on.root.style.setProperty("--map", `${width}px`);
    this.drawn = undefined;
    this.later();
  }

  later() {
    if (this.due) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      if (!this.ended && this.size) this.draw();
    });
  }

  draw() {
    const { on, size, colours, half, state } = this, scene = this.scene();
    if (!this.drawn) {
      drawGround(on.ground, this.grid(), half, size, colours);
      this.drawn = true;
    }
    drawWalk(on.walk, scene, state, half, size, colours);
    drawLoss(on.loss, scene, size, colours);
    this.show(state);
    this.say(scene, state);
  }

  // The controls as the state is, with the values that a screen reader speaks.
  show({ x, y, rate, momentum, steps }) {
    const { on, half, size } = this;
    on.walker.style.transform = `translate(${SIDES.left + ((x + half) / (2 * half)) * size.side}px, ` +
      `${SIDES.top + size.side - ((y + half) / (2 * half)) * size.side}px)`;
    const speak = (part, text) => part.setAttribute("aria-valuetext", text);
    for (const [name, value] of [["min", -half], ["max", half], ["now", x]])
      on.walker.setAttribute(`aria-value${name}`, value);
    speak(on.walker, `x ${number(x, 2)}, y ${number(y, 2)}`);
    const notch = String(Math.round(shareOf(rate) * NOTCHES));
    if (rateAt(on.rate.valueAsNumber) !== rate) on.rate.value = notch;
    speak(on.rate, rateText(rate));
    on.momentum.value = Math.round(100 * momentum);
    on.momentumSaid.textContent = momentum.toFixed(2);
    speak(on.momentum, momentum.toFixed(2));
    on.steps.value = steps;
    speak(on.steps, count(steps, "step"));
    on.stepsSaid.textContent = steps;
    const boxes = [[on.rateBox, rateText(rate)], [on.x, x.toFixed(2)], [on.y, y.toFixed(2)]];
    for (const [box, text] of boxes) if (box.value !== text) box.value = text;
  }

  say(scene, { x, y, rate, momentum }) {
    const { on, half } = this, level = scene && scene.level;
    const most = border(level, momentum);
    on.mark.hidden = !(most >= RATES[0] && most <= RATES[1]);
    if (!on.mark.hidden) {
      const late = shareOf(most) > 0.5, text = `border ${rateText(most)}`;
      on.mark.style.setProperty("--at", shareOf(most));
      on.mark.classList.toggle("late", late);
      on.mark.textContent = late ? `${text} ▲` : `▲ ${text}`;
    }
    const texts = scene
      ? [verdict(scene, half, rate, momentum), borderSentence(level, rate, momentum),
         startSentence(scene.first, [x, y])]
      : [this.waiting ? "Python computes." : "There is no walk to show.", "", ""];
    [on.said, on.border, on.slope].forEach((part, k) => write(part, texts[k]));
    write(on.note, this.isOwn ? this.model.get("ground").note || "" : "");
    const formula = this.isOwn ? this.model.get("ground").formula : this.catalog[this.name].formula;
    on.walk.setAttribute("aria-label", `Contours of z = ${formula || "?"} with the path of the descent. ${texts[0]}`);
    on.loss.setAttribute("aria-label", `The loss at each step. ${texts[0]}`);
  }
}

const write = (part, text) => {
  if (part.textContent !== text) part.textContent = text;
};

// The float64 numbers that came as bytes, wherever in a buffer they begin.
function floats(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return new Float64Array(bytes.slice().buffer);
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.end();
  },
};
