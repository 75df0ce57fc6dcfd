// What the insurer would do: the claims, and deciding one of them.

import { button, element, find, rupiah, toast } from "./dom.js";
import { post } from "./stream.js";
import { closeSheet, field, openSheet } from "./sheets.js";
import { words } from "./words.js";

let claims = [];

/** Fetches the claims and shows them. */
export async function showClaims() {
  try {
    claims = await (await fetch("/sandbox/insurer")).json();
  } catch {
    claims = [];
  }
  drawClaims();
}

export function drawClaims() {
  const none = element("li", { className: "empty" }, words("noClaims"));
  find("claims").replaceChildren(...(claims.length ? claims.map(card) : [none]));
}

function card(claim) {
  const status = element("span", { className: `status ${claim.status}` }, words(claim.status));
  const head = element("h3", {}, claim.claim_number, " ", status);
  const who = element("p", { className: "company" }, `${claim.name} · ${words(claim.benefit)}`);
  const where = element("p", { className: "company" }, `${claim.provider} · ${amounts(claim)}`);
  const shown = element("li", {}, head, who, where);
  if (claim.next.length) shown.append(nextSteps(claim));
  return shown;
}

function amounts(claim) {
  const claimed = rupiah(claim.amount);
  if (claim.approved === null) return claimed;
  return words("approvedOf", { approved: rupiah(claim.approved), claimed });
}

function nextSteps(claim) {
  const group = element("div", { className: "steps", role: "group" });
  group.setAttribute("aria-label", words("nextSteps", { number: claim.claim_number }));
  group.append(
    ...claim.next.map((status) => {
      const made = button(words(`to_${status}`), () => openDecision(claim, status));
      made.setAttribute("aria-haspopup", "dialog");
      return made;
    }),
  );
  return group;
}

function openDecision(claim, status) {
  const fields = {};
  const about = `${claim.name} · ${rupiah(claim.amount)}`;
  const nodes = [element("p", { className: "company" }, about)];
  if (claim.need_amount.includes(status)) {
    fields.approved = element("input", { type: "number", min: "0", step: "1", required: true });
    fields.approved.max = String(claim.amount);
    fields.approved.value = String(claim.approved ?? claim.amount);
    nodes.push(field(words("approvedAmount"), fields.approved));
  }
  if (status === "pending_documents") {
    fields.documents = element("input", { type: "text", maxLength: 300, dir: "auto" });
    nodes.push(field(words("missingDocuments"), fields.documents));
  }
  fields.reason = element("input", { type: "text", maxLength: 300, dir: "auto" });
  nodes.push(field(words("reason"), fields.reason));
  const trouble = element("p", { className: "trouble", role: "alert" });
  const submit = element("button", { type: "submit", className: "main" }, words(`to_${status}`));
  const form = element("form", { className: "decision" }, ...nodes, trouble, submit);
  openSheet(`${claim.claim_number}: ${words(status)}`, [form]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(claim, status, fields, { trouble, submit });
  });
}

async function decide(claim, status, fields, { trouble, submit }) {
  submit.disabled = true;
  try {
    const path = `/sandbox/insurer/claims/${encodeURIComponent(claim.claim_number)}/status`;
    const { told } = await post(path, { status, ...filledIn(fields) });
    closeSheet();
    toast(`${words("decided", { number: claim.claim_number, status: words(status) })}\n${told}`);
    await showClaims();
  } catch (error) {
    trouble.textContent = error.message;
    submit.disabled = false;
  }
}

function filledIn({ reason, approved, documents }) {
  const missing = (documents?.value ?? "").split(",").map((name) => name.trim());
  return {
    reason: reason.value.trim(),
    approved: approved ? approved.valueAsNumber : null,
    documents: missing.filter(Boolean),
  };
}
