// Sending a place: one of a few at hand, any coordinates, or where the browser says one is.

import { element, icon, toast } from "./dom.js";
import { degrees } from "./contents.js";
import { map } from "./map.js";
import { sendLocation } from "./sending.js";
import { closeSheet, field, openSheet, sheetLine } from "./sheets.js";
import { words } from "./words.js";

const BROWSER_WAITS_MS = 10_000;
const PLACES = [
  { name: "Monas, Jakarta", latitude: -6.1754, longitude: 106.8272 },
  { name: "Gedung Sate, Bandung", latitude: -6.9025, longitude: 107.6187 },
  { name: "Tugu Pahlawan, Surabaya", latitude: -7.2459, longitude: 112.7378 },
  { name: "Lapangan Merdeka, Medan", latitude: 3.5912, longitude: 98.6775 },
  { name: "Pantai Losari, Makassar", latitude: -5.1437, longitude: 119.4081 },
  { name: "Lapangan Puputan, Denpasar", latitude: -8.6573, longitude: 115.2166 },
];

export function openLocation() {
  const shown = element("div", { className: "map-frame" });
  const latitude = coordinate(90);
  const longitude = coordinate(180);
  const own = element("form", { className: "coordinates" });
  own.append(
    shown,
    field(words("latitude"), latitude),
    field(words("longitude"), longitude),
    element("button", { type: "submit", className: "main" }, words("sendPlace")),
  );
  const fill = (place) => {
    latitude.value = place.latitude;
    longitude.value = place.longitude;
    draw(shown, place);
  };
  own.addEventListener("input", () => draw(shown, given(latitude, longitude)));
  own.addEventListener("submit", (event) => {
    event.preventDefault();
    send(given(latitude, longitude));
  });
  fill(PLACES[0]);
  const ask = () => askBrowser(fill);
  const here = sheetLine(icon("place"), words("whereIAm"), ask, words("whereHint"));
  openSheet(words("place"), [here, ...PLACES.map(placeLine), corner(), own], { kind: "places" });
}

function coordinate(limit) {
  const about = { type: "number", step: "any", inputMode: "decimal", required: true };
  return element("input", { ...about, min: String(-limit), max: String(limit) });
}

const given = (latitude, longitude) => ({
  latitude: latitude.valueAsNumber,
  longitude: longitude.valueAsNumber,
});

function draw(frame, place) {
  if (!Number.isFinite(place.latitude) || !Number.isFinite(place.longitude)) return;
  const name = words("place");
  frame.replaceChildren(
    map(place.latitude, place.longitude, words("mapOf", { name, at: degrees(place) })),
  );
}

function placeLine(place) {
  return sheetLine(icon("place"), place.name, () => send(place), degrees(place));
}

function corner() {
  const nowhere = { latitude: 0, longitude: 0 };
  return sheetLine(icon("place"), "0, 0", () => send(nowhere), words("nowhere"));
}

function send(place) {
  closeSheet();
  sendLocation(place);
}

function askBrowser(fill) {
  if (!navigator.geolocation) {
    toast(words("noPlace"));
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => fill({ latitude: coords.latitude, longitude: coords.longitude }),
    () => toast(words("noPlace")),
    { timeout: BROWSER_WAITS_MS },
  );
}
