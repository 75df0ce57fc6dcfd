// Sheets that come up from below: dialogs that keep the focus, end with Esc, and give it back.

import { button, element, find, icon } from "./dom.js";
import { words } from "./words.js";

/** The sheet that is open, and who had the focus before: { sheet, opener }. */
let open = null;

export const isSheetOpen = () => open !== null;

/**
 * Opens a sheet with `title`, `nodes` below it and, at its foot, `actions`; one that is open ends.
 * It is a modal dialog: the browser keeps the focus in it, and Esc or a tap beside it closes it.
 */
export function openSheet(title, nodes, { actions = [], kind = "" } = {}) {
  const opener = open?.opener ?? document.activeElement;
  drop();
  const sheet = element("dialog", { className: `sheet ${kind}` });
  sheet.setAttribute("aria-labelledby", "sheet-title");
  const closer = button(icon("close"), closeSheet, { className: "icon" });
  closer.setAttribute("aria-label", words("close"));
  const name = element("h2", { id: "sheet-title" }, title);
  sheet.append(
    element("div", { className: "sheet-head" }, name, closer),
    element("div", { className: "sheet-body" }, ...nodes),
  );
  if (actions.length) sheet.append(element("div", { className: "sheet-foot" }, ...actions));
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) closeSheet(); // the ground around it belongs to the dialog
  });
  sheet.addEventListener("close", () => open?.sheet === sheet && closeSheet());
  find("sheets").append(sheet);
  open = { sheet, opener };
  sheet.showModal();
  (sheet.querySelector("input, .sheet-body button") ?? closer).focus();
}

/** Closes the sheet that is open, if one is, and gives the focus back. */
export function closeSheet() {
  if (!open) return;
  const { opener } = open;
  drop();
  (opener.isConnected ? opener : find("log")).focus();
}

function drop() {
  if (!open) return;
  const { sheet } = open;
  open = null;
  sheet.close();
  sheet.remove();
}

/** A line of a sheet that does something: drawing, words, and perhaps smaller words. */
export function sheetLine(drawing, text, onClick, hint = "") {
  const label = element("span", { className: "line-text" }, element("b", {}, text));
  if (hint) label.append(element("small", {}, hint));
  return button(drawing ? [drawing, label] : [label], onClick, { className: "sheet-line" });
}

/** A labelled field. */
export function field(label, input) {
  return element("label", { className: "field" }, element("span", {}, label), input);
}
