// What a bubble holds beside its text: pictures, files, sounds, places, people.

import { button, element, icon, size } from "./dom.js";
import { map } from "./map.js";
import { enlarge } from "./viewer.js";
import { words } from "./words.js";

/** The nodes that stand above the text of `message`. */
export function contents(message) {
  if (message.place) return [placeOf(message.place)];
  if (message.contact) return [contactOf(message.contact)];
  const make = MAKERS[message.type];
  return make ? [make(message)] : [];
}

const MAKERS = {
  photo: picture,
  sticker,
  document: file,
  video: (message) => player("video", message),
  voice: (message) => player("audio", message),
  audio: (message) => player("audio", message),
};

function picture(message) {
  if (!message.media) return missing("photo");
  const { url, name } = message.media;
  const shown = element("img", { src: url, alt: message.text || words("photo") });
  const opener = button(shown, () => enlarge(url, name, message.text), { className: "picture" });
  opener.setAttribute("aria-label", words("enlarge", { name: message.text || words("photo") }));
  shown.addEventListener("error", () => opener.replaceWith(missing("photo")));
  return opener;
}

function sticker(message) {
  if (!message.media) return missing("sticker");
  return element("img", { className: "sticker", src: message.media.url, alt: words("sticker") });
}

function missing(kind) {
  return element("p", { className: "file" }, icon(kind), words(kind));
}

function file(message) {
  const media = message.media;
  if (!media) return missing("file");
  const extension = (media.name?.split(".").pop() || "").slice(0, 4).toUpperCase();
  const about = element(
    "span",
    { className: "about" },
    element("b", { dir: "auto" }, media.name || words("file")),
    element("small", {}, `${extension} · ${size(media.size ?? 0)}`),
  );
  const properties = { className: "file", href: media.url, target: "_blank", rel: "noopener" };
  return element("a", properties, icon("file"), about);
}

function player(tag, message) {
  if (!message.media) return missing("voice");
  const properties = { controls: true, preload: "metadata", src: message.media.url };
  const shown = element(tag, { className: "player", ...properties });
  shown.setAttribute("aria-label", words(message.type));
  return shown;
}

/** Degrees as people write them. */
export function degrees({ latitude, longitude }) {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

function placeOf(place) {
  const name = place.name || words("place");
  const card = element("figure", { className: "place" });
  card.append(map(place.latitude, place.longitude, words("mapOf", { name, at: degrees(place) })));
  const said = element("figcaption", {}, element("b", { dir: "auto" }, name));
  if (place.address) said.append(element("small", { dir: "auto" }, place.address));
  said.append(element("small", {}, degrees(place)));
  card.append(said);
  return card;
}

function contactOf(contact) {
  const face = element("span", { className: "face" }, (contact.name || "?").slice(0, 1));
  face.setAttribute("aria-hidden", "true");
  const about = element(
    "span",
    { className: "about" },
    element("b", { dir: "auto" }, contact.name),
    element("small", {}, contact.phone_number),
  );
  return element("div", { className: "contact" }, face, about);
}

/** A message in a few words: for quotes, and where there is no text. */
export function inShort(message) {
  if (message.text) return message.text.slice(0, 90);
  if (message.place) return `📍 ${message.place.name || words("place")}`;
  if (message.contact) return `👤 ${message.contact.name}`;
  return message.media?.name || words(message.type ?? "message");
}
