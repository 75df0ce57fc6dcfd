// The desk: every consultation, and who of the doctors is online.

import { element, find } from "./dom.js";
import { words } from "./consultation_words.js";
import { post } from "./stream.js";

export async function drawDesk() {
  find("title").textContent = words("clinic");
  find("subtitle").textContent = words("demo");
  const told = await (await fetch("/sandbox/consultations")).json();
  const none = element("li", { className: "note" }, words("noConsultations"));
  const rooms = told.consultations.length ? told.consultations.map(room) : [none];
  find("main").replaceChildren(
    element("section", { className: "card" }, element("h2", {}, words("desk")), element("ul", {}, ...rooms)),
    element(
      "section",
      { className: "card" },
      element("h2", {}, words("doctors")),
      element("p", { className: "hint" }, words("doctorsHint")),
      element("ul", {}, ...told.doctors.map(doctor)),
    ),
  );
  find("main").classList.add("desk");
}

function room(consultation) {
  const status = element("span", { className: `chip ${consultation.status}` }, words(consultation.status));
  const names = element("span", {}, element("b", {}, consultation.patient.name), element("br"), consultation.doctor.name);
  const link = element("a", { href: `/sandbox/consultation/room/${consultation.room}`, className: "row" }, names, status);
  return element("li", {}, link);
}

function doctor(one) {
  const box = element("input", { type: "checkbox", checked: one.online });
  box.addEventListener("change", () =>
    post(`/sandbox/doctors/${encodeURIComponent(one.code)}`, { online: box.checked }),
  );
  const name = element("span", {}, one.name);
  return element("li", {}, element("label", { className: "row" }, name, box));
}
