// The words of the page, in the language that one chose.

import { ENGLISH } from "./words_en.js";
import { INDONESIAN } from "./words_id.js";

const WORDS = { id: INDONESIAN, en: ENGLISH };

let language = "id";

export function currentLanguage() {
  return language;
}

/** The words for `key` in the page's language, with {blanks} filled from `values`. */
export function words(key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

/** Puts the whole page into `wanted`. */
export function speak(wanted) {
  language = wanted === "en" ? "en" : "id";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = words(element.dataset.t);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", words(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = words(element.dataset.label);
    if (element.tagName === "IFRAME") element.title = words(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = words(element.dataset.placeholder);
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}
