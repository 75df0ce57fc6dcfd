// The sample members whose data one can play with.

import { element } from "./dom.js";
import { words } from "./words.js";

const FIELDS = ["policy_number", "participant_number", "date_of_birth", "email"];
let people = null;

/** Fills `list`; a tap on a value calls `insert` with it. */
export async function showPeople(list, insert) {
  try {
    people ??= await (await fetch("/sandbox/samples")).json();
  } catch {
    people = null;
  }
  const cards = (people ?? []).map((person) => card(person, insert));
  const none = element("li", { className: "empty" }, words("noPeople"));
  list.replaceChildren(...(cards.length ? cards : [none]));
}

function card(person, insert) {
  const remarks = element("p", { className: "remarks" });
  for (const remark of person.remarks) {
    remarks.append(element("span", { className: remark }, words(remark)));
  }
  const values = FIELDS.map((name) => {
    const button = element("button", { type: "button" });
    button.setAttribute("aria-label", words("insert", { name: words(name), value: person[name] }));
    button.append(
      element("span", { className: "name" }, words(name)),
      element("span", { className: "value" }, person[name]),
    );
    button.addEventListener("click", () => insert(person[name]));
    return button;
  });
  return element(
    "li",
    {},
    element("h3", {}, person.name),
    element("p", { className: "company" }, person.company),
    remarks,
    element("div", { className: "values" }, ...values),
  );
}

/** Names of the sample members, for new phones. */
export function sampleNames() {
  return (people ?? []).slice(0, 6).map((person) => person.name);
}
