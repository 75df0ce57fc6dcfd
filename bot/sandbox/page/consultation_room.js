// The room: what was said, and what patient and doctor may do next.

import { button, element, find } from "./dom.js";
import { MEDICINES, OF_OTHERS, locale, words } from "./consultation_words.js";
import { post } from "./stream.js";

let told;
let role = "patient";

/** Draws the room for the first time; `head` puts up the title. */
export function drawRoom(consultation, head) {
  told = consultation;
  head(told.doctor.name, `${words("clinic")} · ${told.patient.name}`);
  const log = element("ol", { id: "log", className: "log" });
  log.setAttribute("aria-label", words("messages"));
  log.setAttribute("aria-live", "polite");
  find("main").replaceChildren(log, roles(), actions(), composer());
  refreshRoom(consultation);
}

/** Shows what has changed. */
export function refreshRoom(consultation) {
  const before = told.said.length;
  told = consultation;
  const status = find("status");
  status.hidden = false;
  status.textContent = words(told.status);
  status.className = `chip ${told.status}`;
  const log = find("log");
  if (!log.childElementCount || before !== told.said.length) {
    const none = element("li", { className: "note" }, words("noMessages"));
    log.replaceChildren(...(told.said.length ? lines() : [none]));
    toEnd();
  }
  refreshActions();
}

function toEnd() {
  find("log").scrollTop = find("log").scrollHeight;
}

// Each note about medicine is followed by the medicine: the nth prescription, the nth parcel.
function lines() {
  let prescriptions = 0;
  let deliveries = 0;
  return told.said.map((line) => {
    if (line.by !== "clinic") return bubble(line);
    const note = words(line.text === "ended" ? "ended_note" : line.text);
    const shown = element("li", { className: "note" }, `${note} · ${at(line.at)}`);
    if (line.text === "prescribed") shown.append(prescription(told.prescriptions[prescriptions++]));
    if (line.text === "on_the_way") shown.append(delivery(told.deliveries[deliveries++]));
    return shown;
  });
}

function bubble(line) {
  const text = element("p", { dir: "auto" }, line.text);
  return element("li", { className: `said ${line.by}` }, text, element("time", {}, at(line.at)));
}

function prescription(one) {
  const items = one.medicines.map((each) =>
    element("li", {}, element("b", {}, each.name), ` · ${each.quantity}`, element("br"), each.directions),
  );
  return element("div", { className: "paper" }, element("b", {}, `℞ ${words("prescription")}`), element("ul", {}, ...items));
}

function delivery(one) {
  const number = words("delivery", { courier: one.courier, number: one.tracking_number });
  return element("div", { className: "paper" }, number);
}

function roles() {
  const group = element("div", { className: "roles", role: "group" });
  group.setAttribute("aria-label", words("role"));
  for (const [name, label] of [["patient", "asPatient"], ["doctor", "asDoctor"]]) {
    group.append(button(words(label), () => play(name), { id: `as-${name}` }));
  }
  return group;
}

function play(wanted) {
  role = wanted;
  find("say").placeholder = words(role === "doctor" ? "sayDoctor" : "sayPatient");
  refreshActions();
  toEnd();
}

const ACTS = {
  join: () => told.status === "waiting",
  prescribe: () => isOpen(),
  send: () => told.prescriptions.length > told.deliveries.length,
  deliver: () => told.deliveries.at(-1)?.status === "on_the_way",
  fail: () => told.deliveries.at(-1)?.status === "on_the_way",
  end: () => isOpen(),
};

const isOpen = () => ["waiting", "active"].includes(told.status);

function actions() {
  const group = element("div", { id: "actions", className: "actions", role: "group" });
  group.setAttribute("aria-label", words("actions"));
  for (const name of Object.keys(ACTS)) {
    const label = words(`do${name[0].toUpperCase()}${name.slice(1)}`);
    group.append(button(label, () => (name === "prescribe" ? openPaper() : act({ do: name })), { id: `do-${name}` }));
  }
  return group;
}

function refreshActions() {
  for (const name of ["patient", "doctor"]) {
    find(`as-${name}`).setAttribute("aria-pressed", String(role === name));
  }
  find("actions").hidden = role !== "doctor";
  for (const [name, isPossible] of Object.entries(ACTS)) find(`do-${name}`).disabled = !isPossible();
  for (const each of find("composer").elements) each.disabled = !isOpen();
}

function composer() {
  const say = element("input", { id: "say", type: "text", maxLength: 2000, dir: "auto", autocomplete: "off" });
  say.placeholder = words("sayPatient");
  say.setAttribute("aria-label", words("sayPatient"));
  const send = element("button", { type: "submit", className: "main" }, words("send"));
  const form = element("form", { id: "composer", className: "composer" }, say, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = say.value.trim();
    if (!text) return;
    say.value = "";
    if (role === "doctor") act({ do: "say", text });
    else tell("patient", { text });
  });
  return form;
}

const act = (wish) => tell("doctor", wish);

async function tell(who, body) {
  try {
    refreshRoom(await post(`/sandbox/consultations/${told.room}/${who}`, body));
  } catch (error) {
    find("trouble").textContent = words(error.message);
    find("trouble").hidden = false;
  }
}

function openPaper() {
  const choices = MEDICINES.map(([name, quantity, directions], place) => {
    const box = element("input", { type: "checkbox", value: String(place), checked: place === 0 });
    const about = element("span", {}, element("b", {}, name), element("br"), `${quantity} · ${directions}`);
    return element("label", { className: "choice" }, box, about);
  });
  const other = element("input", { type: "text", maxLength: 200, dir: "auto" });
  other.placeholder = words("otherMedicine");
  other.setAttribute("aria-label", words("otherMedicine"));
  const trouble = element("p", { className: "trouble", role: "alert", hidden: true }, words("nothing"));
  const form = element("form", { method: "dialog" }, element("h2", {}, words("prescribeTitle")), ...choices, other, trouble);
  const dialog = element("dialog", {}, form);
  const close = button(words("cancel"), () => dialog.close());
  form.append(element("div", { className: "pair" }, close, element("button", { type: "submit", className: "main" }, words("issue"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const medicines = chosen(form, other.value.trim());
    trouble.hidden = medicines.length > 0;
    if (!medicines.length) return;
    dialog.close();
    act({ do: "prescribe", medicines });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function chosen(form, other) {
  const places = [...form.querySelectorAll("input:checked")].map((box) => MEDICINES[Number(box.value)]);
  if (other) places.push([other, ...OF_OTHERS]);
  return places.map(([name, quantity, directions]) => ({ name, quantity, directions }));
}

function at(moment) {
  const parts = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Jakarta" };
  return new Date(moment).toLocaleTimeString(locale(), parts);
}
