// Making elements. Whatever was written by anyone is only ever put in as text, never as markup.

import { currentLanguage } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const ZONE = "Asia/Jakarta";

const ICONS = {
  place:
    "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  list: "M9 7h11M9 12h11M9 17h11M4.5 7v.01M4.5 12v.01M4.5 17v.01",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01",
  voice: "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 12a6 6 0 0 0 12 0M12 18v3",
  sticker: "M4 5h16v9l-6 6H4zM14 20v-6h6M9 10v.01M14 10v.01M9 13.5c1.4 1.4 3.6 1.4 5 0",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21c0-4 3.6-6 7.5-6s7.5 2 7.5 6",
  reply: "M10 7 4 12.5l6 5.5v-3.5c5 0 8 1.3 10 4.5-.4-6-3.6-8.5-10-8.5z",
  forward: "M14 7l6 5.5-6 5.5v-3.5c-5 0-8 1.3-10 4.5.4-6 3.6-8.5 10-8.5z",
  edit: "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM14 6.5l3.5 3.5",
  copy: "M9 9h11v12H9zM15 9V4H4v11h5",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.8 5.8l12.4 12.4",
  clip: "M19 12.5 12.8 18.7a4.2 4.2 0 0 1-6-6L13.6 6a2.8 2.8 0 0 1 4 4l-6.8 6.7a1.4 1.4 0 0 1-2-2L15 8.6",
  save: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
};

const TOAST_MS = 4000;

export const find = (id) => document.getElementById(id);

/** A new element: its properties or attributes, then its children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button with what a tap on it does. */
export function button(label, onClick, properties = {}) {
  const made = element("button", { type: "button", ...properties });
  made.append(...(Array.isArray(label) ? label : [label]));
  made.addEventListener("click", () => onClick(made));
  return made;
}

/** An element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function svg(path) {
  return drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, drawn("path", { d: path }));
}

export const icon = (name) => svg(ICONS[name]);

const locale = () => (currentLanguage() === "en" ? "en-GB" : "id-ID");

/** The time of day in Jakarta. */
export function clock(seconds) {
  const parts = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: ZONE };
  return new Date(seconds * 1000).toLocaleTimeString(locale(), parts);
}

/** The day in Jakarta, in words. */
export function day(seconds, weekday = "long") {
  const parts = weekday === "long" ? { weekday, day: "numeric", month: "long" } : { weekday };
  return new Date(seconds * 1000).toLocaleDateString(locale(), { ...parts, timeZone: ZONE });
}

export function rupiah(amount) {
  return `Rp${amount.toLocaleString(locale())}`;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A message that goes away by itself. */
export function toast(text) {
  const shown = find("toast");
  clearTimeout(toast.timer);
  shown.textContent = text;
  if (shown.matches(":popover-open")) shown.hidePopover();
  if (!text) return;
  shown.showPopover(); // a popover, so that it stands above a sheet that is open
  toast.timer = setTimeout(() => toast(""), TOAST_MS);
}

/** A badge with a number; none when it is 0. */
export function setBadge(badge, count) {
  badge.hidden = !count;
  badge.textContent = count ? String(count) : "";
}
