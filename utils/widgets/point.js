// A point that a reader puts on a picture: plain JavaScript, nothing to build.
//
// Owns the handle and what moves it. The picture is Python's, as SVG; so are the boxes with the
// point's numbers below it, which learn of a drag once it ends.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const LONG = 10; // steps of a key with Shift

// The nearest place in the picture, in whole decimals of its axis.
export function within({ low, high, digits }, value) {
  return Number(Math.max(low, Math.min(high, value)).toFixed(digits));
}

export function told(axes, point) {
  return axes.map(({ name, digits }, k) => `${name} = ${point[k].toFixed(digits)}`).join(", ")
    .replace(/-/g, "−");
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let count = 0;

class View {
  constructor(model, el) {
    this.model = model;
    this.axes = model.get("axes");
    const [x, y] = this.axes, id = `course-point-${++count}`;
    this.handle = element("div", {
      class: "handle", role: "slider", tabindex: 0, "aria-label": `${x.name}, ${y.name}`,
      "aria-describedby": `${id}-0`, "aria-valuemin": x.low, "aria-valuemax": x.high,
      "data-lm-suppress-shortcuts": "true", // JupyterLab's would take the arrows away
    });
    this.stage = element("div", { class: "stage" });
    this.stage.innerHTML = model.get("picture");
    this.stage.append(this.handle);
    this.said = element("p", { class: "said", "aria-hidden": "true" });
    const notes = model.get("notes").map((note, k) => element("p", { id: `${id}-${k}` }, note));
    el.append(element("div", { class: "course-point" }, this.stage, this.said, ...notes));
    this.ends = new AbortController();
    this.listen();
    this.show();
  }

  end() {
    this.ends.abort();
    for (const axis of "xy") this.model.off(`change:${axis}`, this.heard);
  }

  get point() { return [this.model.get("x"), this.model.get("y")]; }

  listen() {
    const { signal } = this.ends;
    this.handle.addEventListener("keydown", (event) => this.key(event), { signal });
    this.stage.addEventListener("pointerdown", (event) => this.grab(event), { signal });
    this.stage.addEventListener("click", (event) => this.put(event, true), { signal }); // a tap
    this.heard = () => this.show();
    for (const axis of "xy") this.model.on(`change:${axis}`, this.heard);
  }

  key(event) {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const steps = event.shiftKey ? LONG : 1;
    this.move(this.point.map((value, k) => value + steps * way[k] * this.axes[k].step), true);
  }

  move(point, over) {
    const [x, y] = point.map((value, k) => within(this.axes[k], value));
    this.model.set("x", x);
    this.model.set("y", y);
    if (over) this.model.save_changes();
  }

  // Where the pointer is, measured in the picture's frame.
  put({ clientX, clientY }, over) {
    const box = this.stage.getBoundingClientRect(), [left, top, width, height] = this.model.get("frame");
    const shares = [
      ((clientX - box.left) / box.width - left) / width,
      1 - ((clientY - box.top) / box.height - top) / height,
    ];
    this.move(this.axes.map(({ low, high }, k) => low + shares[k] * (high - low)), over);
  }

  // A drag, by a finger from the handle alone: elsewhere it scrolls the page.
  grab(event) {
    if (event.button || (event.pointerType === "touch" && event.target !== this.handle)) return;
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    const drag = new AbortController(), { signal } = drag;
    this.ends.signal.addEventListener("abort", () => drag.abort(), { signal });
    this.stage.setPointerCapture(event.pointerId);
    this.stage.addEventListener("pointermove", (moved) => this.put(moved, false), { signal });
    for (const over of ["pointerup", "pointercancel", "lostpointercapture"])
      this.stage.addEventListener(over, () => {
        drag.abort();
        this.model.save_changes();
      }, { signal });
    this.put(event, false);
  }

  show() {
    const [left, top, width, height] = this.model.get("frame");
    const [across, up] = this.point.map((v, k) => (v - this.axes[k].low) / (this.axes[k].high - this.axes[k].low));
    this.handle.style.left = `${100 * (left + across * width)}%`;
    this.handle.style.top = `${100 * (top + (1 - up) * height)}%`;
    const text = told(this.axes, this.point);
    this.handle.setAttribute("aria-valuenow", this.point[0]);
    this.handle.setAttribute("aria-valuetext", text);
    this.said.textContent = text;
  }
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.end();
  },
};
