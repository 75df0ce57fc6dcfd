// The demo's clock: what time it is there, and putting it elsewhere.

import { button, clock, day, element, find, icon, toast } from "./dom.js";
import { post } from "./stream.js";
import { field, openSheet, sheetLine } from "./sheets.js";
import { words } from "./words.js";

const HOUR_S = 3600;
const LOOK_EVERY_MS = 10_000;
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
let offset = 0;
/** How far the sandbox's machine is ahead of this browser, in seconds. */
let skew = 0;

const now = () => Date.now() / 1000 + skew + offset;

/** Fetches the time and shows it in the head; it goes on by itself. */
export async function startClock() {
  try {
    told(await (await fetch("/sandbox/clock")).json());
  } catch {
    show();
  }
}

/** The clock stands elsewhere now. */
export function told({ now: theirs, offset_s: theirOffset }) {
  offset = theirOffset;
  skew = theirs - theirOffset - Date.now() / 1000;
  show();
}

export function show() {
  const time = `${day(now(), "short")} ${clock(now())}`;
  find("clock-time").textContent = time;
  find("clock-zone").textContent = offset ? `WIB · ${words("moved")}` : "WIB";
  find("clock").classList.toggle("moved", offset !== 0);
  find("clock").setAttribute("aria-label", words("clockLabel", { time }));
  const shown = document.querySelector(".clock-now");
  if (shown) shown.textContent = `${day(now())}, ${clock(now())} WIB`;
}

async function move(wanted) {
  try {
    told(await post("/sandbox/clock", wanted));
  } catch {
    toast(words("notSet"));
  }
}

function openClock() {
  const line = (key, wanted, hint = "") =>
    sheetLine(icon("clock"), words(key), () => move(wanted()), hint);
  const weekday = element("select", {});
  weekday.append(...WEEKDAYS.map((one) => element("option", { value: one }, words(one))));
  const time = element("input", { type: "time", value: "10:00", required: true });
  const form = element("form", { className: "moment" });
  form.append(
    field(words("weekday"), weekday),
    field(words("time"), time),
    button(words("setClock"), () => move({ weekday: weekday.value, time: time.value }), {
      className: "main",
    }),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  openSheet(words("clock"), [
    element("p", { className: "clock-now", role: "status" }),
    line("clockNow", () => ({ offset_s: 0 })),
    line("clockOpen", () => ({ weekday: "monday", time: "10:00" }), words("clockOpenHint")),
    line("clockClosed", () => ({ weekday: "saturday", time: "20:00" }), words("clockClosedHint")),
    line("clockLater", () => ({ offset_s: offset + 25 * HOUR_S }), words("clockLaterHint")),
    form,
  ]);
  show();
}

find("clock").addEventListener("click", openClock);
setInterval(show, LOOK_EVERY_MS);
