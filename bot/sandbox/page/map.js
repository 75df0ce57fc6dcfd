// A map of our own drawing: no tiles, no server. The same place always looks the same.

import { drawn } from "./dom.js";

const WIDTH = 240;
const HEIGHT = 130;

/** A stream of numbers from 0 to 1 that begins with the place. */
function numbers(latitude, longitude) {
  let state = (Math.round(latitude * 1e4) * 73856093) ^ (Math.round(longitude * 1e4) * 19349663);
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

function street(next, isAcross) {
  const along = 12 + next() * ((isAcross ? HEIGHT : WIDTH) - 24);
  const bend = along + (next() - 0.5) * 44;
  const path = isAcross
    ? `M-5 ${along} Q ${WIDTH / 2} ${bend} ${WIDTH + 5} ${along + (next() - 0.5) * 30}`
    : `M${along} -5 Q ${bend} ${HEIGHT / 2} ${along + (next() - 0.5) * 40} ${HEIGHT + 5}`;
  return drawn("path", { d: path, class: next() > 0.6 ? "avenue" : "street" });
}

function block(next, name) {
  const at = { x: next() * WIDTH - 20, y: next() * HEIGHT - 15 };
  const extent = { width: 30 + next() * 50, height: 20 + next() * 40, rx: 6 };
  return drawn("rect", { ...at, ...extent, class: name });
}

function river(next) {
  const from = next() * HEIGHT;
  const path = `M-5 ${from} C 80 ${next() * HEIGHT} 160 ${next() * HEIGHT} 245 ${next() * HEIGHT}`;
  return drawn("path", { d: path, class: "river" });
}

/** The drawing with a pin in its middle; `label` is what a screen reader says. */
export function map(latitude, longitude, label) {
  const next = numbers(latitude, longitude);
  const pin = drawn("path", {
    d: "M120 69c-9-11-15-18-15-26a15 15 0 0 1 30 0c0 8-6 15-15 26z",
    class: "pin",
  });
  return drawn(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "xMidYMid slice",
      class: "map",
      role: "img",
      "aria-label": label,
    },
    drawn("rect", { width: WIDTH, height: HEIGHT, class: "land" }),
    block(next, "park"),
    block(next, "park"),
    river(next),
    ...[true, true, false, false, true, false, false].map((across) => street(next, across)),
    drawn("ellipse", { cx: 120, cy: 70, rx: 7, ry: 2.5, class: "shade" }),
    pin,
    drawn("circle", { cx: 120, cy: 43, r: 5, class: "hole" }),
  );
}
