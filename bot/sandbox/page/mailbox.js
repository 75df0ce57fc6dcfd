// The mailbox: every mail that the assistant sent, and the code in it at one tap.

import { clock, element, find, icon, size } from "./dom.js";
import { words } from "./words.js";

const CODE = /(?<!\d)\d{6}(?!\d)/;

export class Mailbox {
  /** `copy(value)` and `insert(value)` are what the code's buttons do; `toast(text)` tells news. */
  constructor({ copy, insert, toast }) {
    this.copy = copy;
    this.insert = insert;
    this.toast = toast;
    this.mails = [];
    this.unread = new Set();
    this.open = null;
    find("mail-back").addEventListener("click", () => this.close());
  }

  /** A mail that came; `isNews` if it came while one was looking. */
  add(mail, isNews) {
    this.mails.unshift(mail);
    if (isNews) {
      this.unread.add(mail.id);
      this.toast(words("newMail", { subject: mail.subject }));
    }
    this.draw();
  }

  clear() {
    this.mails = [];
    this.unread.clear();
    this.close();
  }

  draw() {
    find("no-mails").hidden = this.mails.length > 0;
    find("mails").replaceChildren(...this.mails.map((mail) => this.line(mail)));
    this.drawCount();
    if (this.open) this.drawOpen();
  }

  drawCount() {
    const badges = document.querySelectorAll(
      '.mailbox h2 .unread, .views [data-view="mailbox"] .unread',
    );
    for (const badge of badges) {
      badge.hidden = this.unread.size === 0;
      badge.textContent = String(this.unread.size);
    }
  }

  line(mail) {
    const button = element("button", { type: "button" });
    button.setAttribute("aria-label", words("openMail", { subject: mail.subject }));
    button.append(
      element("b", { dir: "auto" }, mail.subject),
      element("span", { className: "to", dir: "auto" }, mail.to),
      element("time", {}, clock(mail.at)),
    );
    if (mail.attachments.length) button.append(this.enclosed(mail));
    if (this.unread.has(mail.id)) button.className = "new";
    button.addEventListener("click", () => this.show(mail));
    return element("li", {}, button);
  }

  /** How many files come with it, in the list. */
  enclosed(mail) {
    const count = words("enclosed", { count: mail.attachments.length });
    return element("small", { className: "enclosed" }, icon("clip"), count);
  }

  show(mail) {
    this.open = mail;
    this.unread.delete(mail.id);
    this.toast("");
    this.draw();
    find("mail").focus();
  }

  close() {
    this.open = null;
    find("mail").hidden = true;
    find("mails").hidden = false;
    find("mail-html").removeAttribute("src");
    this.draw();
  }

  drawOpen() {
    const mail = this.open;
    find("mails").hidden = true;
    find("mail").hidden = false;
    find("mail-subject").textContent = mail.subject;
    find("mail-to").textContent = words("mailTo", { to: mail.to, time: clock(mail.at) });
    find("mail-actions").replaceChildren(...this.codeButtons(mail));
    find("mail-files").replaceChildren(...mail.attachments.map(attachment));
    const frame = find("mail-html");
    const address = `/sandbox/mail/${encodeURIComponent(mail.id)}`;
    frame.hidden = !mail.has_html;
    if (mail.has_html && frame.getAttribute("src") !== address) frame.setAttribute("src", address);
    find("mail-text").hidden = mail.has_html;
    find("mail-text").textContent = mail.text;
  }

  codeButtons(mail) {
    const code = CODE.exec(mail.text)?.[0];
    if (!code) return [];
    const use = element("button", { type: "button", className: "main" });
    use.textContent = words("useCode", { code });
    use.addEventListener("click", () => this.insert(code));
    const copy = element("button", { type: "button" }, words("copyCode"));
    copy.addEventListener("click", () => this.copy(code));
    return [use, copy];
  }
}

/** A file that came with the mail: a tap shows it, another one saves it. */
function attachment(file) {
  const about = element(
    "span",
    { className: "about" },
    element("b", { dir: "auto" }, file.name),
    element("small", {}, `${kindOf(file)} · ${size(file.size)}`),
  );
  const properties = { className: "file", href: file.url, target: "_blank", rel: "noopener" };
  const save = element("a", { className: "save", href: file.url, download: file.name });
  save.setAttribute("aria-label", words("saveFile", { name: file.name }));
  save.append(icon("save"));
  return element("li", {}, element("a", properties, icon("file"), about), save);
}

function kindOf(file) {
  return (file.name.split(".").pop() || "").slice(0, 4).toUpperCase();
}
