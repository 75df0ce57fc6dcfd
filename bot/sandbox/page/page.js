// The page: its parts wired together.

import { startClock, show as showClock } from "./clock_sheet.js";
import { drawComposer, insertText } from "./composer.js";
import { drawConversation, showTyping } from "./conversation.js";
import { find, toast } from "./dom.js";
import { happenings } from "./happenings.js";
import { drawClaims, showClaims } from "./insurer.js";
import { Mailbox } from "./mailbox.js";
import { sampleNames, showPeople } from "./people.js";
import { openNewPhone, openPhoneMenu } from "./phone_sheet.js";
import { CHANNELS, forgetAll, phones } from "./phones.js";
import { whenOpened } from "./sending.js";
import { closeSheet } from "./sheets.js";
import { follow } from "./stream.js";
import { countUnread, readCurrent, showTabs, showView } from "./tabs.js";
import { drawTestimonials, showTestimonials } from "./testimonials.js";
import { speak, words } from "./words.js";

let live = false;

function insert(value) {
  showView("chat");
  insertText(value);
}

async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
    toast(words("copied", { value }));
  } catch {
    insert(value); // no clipboard here: then straight into the message box
  }
}

const mailbox = new Mailbox({ copy, insert, toast });
const happens = happenings(mailbox);

function drawPhone() {
  showTyping(0);
  drawComposer();
  drawConversation();
}

function choose(id) {
  phones.chosen[phones.channel] = id;
  readCurrent();
  drawPhone();
}

function showChannel(name) {
  phones.channel = name;
  showTabs();
  readCurrent();
  drawPhone();
}

function reset(until) {
  forgetAll(until);
  mailbox.clear();
  countUnread();
  drawPhone();
  showClaims();
  showTestimonials();
}

function setLive(now) {
  live = now;
  find("live").textContent = words(now ? "assistantLive" : "assistantGone");
  find("live").dataset.live = String(now);
}

function changeLanguage(wanted) {
  closeSheet();
  speak(wanted);
  localStorage.setItem("language", wanted);
  showChannel(phones.channel);
  setLive(live);
  mailbox.draw();
  drawClaims();
  drawTestimonials();
  showClock();
  showPeople(find("samples"), insert);
}

function turnTo(event, name) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = CHANNELS.find((one) => one !== name);
  showChannel(other);
  find(`tab-${other}`).focus();
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.language));
}
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => showView(button.dataset.view));
}
for (const name of CHANNELS) {
  find(`tab-${name}`).addEventListener("click", () => showChannel(name));
  find(`tab-${name}`).addEventListener("keydown", (event) => turnTo(event, name));
}
find("chats").addEventListener("change", (event) => choose(event.target.value));
find("new-chat").addEventListener("click", () =>
  openNewPhone(sampleNames(), () => find("compose").focus()),
);
find("phone-menu").addEventListener("click", openPhoneMenu);

whenOpened(choose);
changeLanguage(localStorage.getItem("language") ?? "id");
showView("chat");
startClock();
follow({
  onEvent: (event) => happens[event.kind]?.(event),
  onReset: reset,
  onLive: setLive,
});
