// Attachments: sample photos at hand, one's own files, several at once, and the small things.

import { button, element, find, icon, size, toast } from "./dom.js";
import { SAMPLES } from "./samples.js";
import { openLocation } from "./location.js";
import { current } from "./phones.js";
import { sendContact, sendFiles, sendSticker } from "./sending.js";
import { closeSheet, field, openSheet, sheetLine } from "./sheets.js";
import { words } from "./words.js";

const MOST_FILES = 30;
const OWN_NUMBER = "+6281200000111";
/** What one sends when it is somebody else's contact. */
const STRANGER = { name: "Bengkel Maju (contoh)", phone_number: "+6281200000999", own: false };

/** The sheet; `files` are chosen already (pasted, say). */
export function openAttachments(files = []) {
  const chosen = [];
  const tray = element("ul", { className: "tray" });
  const caption = element("input", { type: "text", maxLength: 1024, dir: "auto" });
  const kind = kindOf();
  const send = button(words("sendFiles"), () => sendChosen(chosen, kind, caption));
  send.className = "main";
  const samples = element("div", { className: "samples-at-hand", role: "group" });
  const show = () => {
    send.disabled = !chosen.length;
    tray.replaceChildren(...chosen.map((file) => trayItem(file, chosen, show)));
    for (const one of samples.children) mark(one, chosen);
  };
  samples.setAttribute("aria-label", words("samplePhotos"));
  samples.append(...SAMPLES.map((sample) => sampleButton(sample, chosen, show)));
  addFiles(files, chosen);
  show();
  const head = element("h3", {}, words("samplePhotos"));
  const own = field(words("ownFiles"), ownFiles(chosen, show));
  const parts = [head, samples, own, tray, kind, field(words("caption"), caption), others()];
  openSheet(words("attach"), parts, { actions: [send], kind: "attachments" });
}

function ownFiles(chosen, show) {
  const own = element("input", { type: "file", multiple: true });
  own.addEventListener("change", () => {
    addFiles([...own.files], chosen);
    own.value = ""; // so that the same file can be chosen once more
    show();
  });
  return own;
}

function addFiles(files, chosen) {
  const room = MOST_FILES - chosen.length;
  chosen.push(...files.slice(0, room));
  if (files.length > room) toast(words("mostFiles", { count: MOST_FILES }));
}

function kindOf() {
  const kinds = element("fieldset", { className: "kinds" });
  kinds.append(element("legend", {}, words("sendAs")));
  for (const [index, name] of ["photo", "document", "video", "voice"].entries()) {
    const radio = element("input", { type: "radio", name: "as", value: name, checked: !index });
    kinds.append(element("label", {}, radio, words(name)));
  }
  return kinds;
}

function sampleButton(sample, chosen, show) {
  const title = words(`sample_${sample.key}`);
  const picture = sample.preview
    ? element("img", { src: `/sandbox/page/samples/${sample.preview}`, alt: "" })
    : icon("file");
  const made = button([picture, element("span", {}, title)], () => toggle(sample, chosen, show));
  made.dataset.file = sample.file;
  return made;
}

function mark(one, chosen) {
  const isChosen = chosen.some((file) => file.name === one.dataset.file);
  one.setAttribute("aria-pressed", String(isChosen));
}

async function toggle(sample, chosen, show) {
  const at = chosen.findIndex((file) => file.name === sample.file);
  if (at >= 0) chosen.splice(at, 1);
  else {
    const answer = await fetch(`/sandbox/page/samples/${sample.file}`);
    addFiles([new File([await answer.blob()], sample.file, { type: sample.type })], chosen);
  }
  show();
}

function trayItem(file, chosen, show) {
  const drop = button(icon("close"), () => {
    chosen.splice(chosen.indexOf(file), 1);
    show();
  });
  drop.setAttribute("aria-label", words("dropFile", { name: file.name }));
  const name = element("b", { dir: "auto" }, file.name);
  const about = element("span", {}, name, ` ${size(file.size)}`);
  return element("li", {}, preview(file), about, drop);
}

function preview(file) {
  if (!file.type.startsWith("image/")) return icon("file");
  const address = URL.createObjectURL(file);
  const shown = element("img", { src: address, alt: "" });
  shown.addEventListener("load", () => URL.revokeObjectURL(address));
  shown.addEventListener("error", () => shown.replaceWith(icon("file")));
  return shown;
}

function sendChosen(chosen, kinds, caption) {
  const wanted = kinds.querySelector(":checked").value;
  const isAllImages = chosen.every((file) => file.type.startsWith("image/"));
  const kind = wanted === "photo" && !isAllImages ? "document" : wanted;
  closeSheet();
  sendFiles(chosen, kind, caption.value.trim());
  find("compose").focus();
}

/** What else a thumb finds: a place, a voice note, a sticker, a contact. */
function others() {
  const group = element("div", { className: "others" });
  const line = (drawing, name, act) =>
    sheetLine(icon(drawing), words(name), () => {
      closeSheet();
      act();
    });
  group.append(
    line("place", "place", openLocation),
    line("voice", "voice", sendVoice),
    line("sticker", "sticker", sendSticker),
    line("contact", "ownContact", () => sendContact(ownContact())),
    line("contact", "othersContact", () => sendContact(STRANGER)),
  );
  return group;
}

/** The member's own card; a Telegram chat does not tell its number, so it has a made-up one. */
function ownContact() {
  const chat = current();
  const number = /^whatsapp:(\+\d+)$/.exec(chat?.address ?? "")?.[1];
  return { name: chat?.name ?? words("you"), phone_number: number ?? OWN_NUMBER, own: true };
}

async function sendVoice() {
  const answer = await fetch("/sandbox/page/samples/pesan-suara.ogg");
  const type = "audio/ogg";
  await sendFiles([new File([await answer.blob()], "pesan-suara.ogg", { type })], "voice", "");
}
