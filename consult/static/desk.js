// Niceties of the moderation desk: deciding by keys, quoting what is selected, keeping the case.
// Every case can be decided without this file.
const desk = document.querySelector("[data-desk]");
const form = desk.querySelector("form.case-decision");
const AWAKE_AFTER = 500;
const opened = Date.now();
let lastSign = opened;

// The key as printed on a Latin keyboard, whatever alphabet is on.
const key = (event) => {
  if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
  return event.code.startsWith("Key") ? event.code.slice(3) : event.key.toUpperCase();
};

function press(button) {
  const ground = form?.elements.ground;
  const more = button.closest("details");
  if (more && !more.open) {
    more.open = true;
    more.querySelector("input, textarea").focus();
    return;
  }
  const note = form?.elements.note;
  if ("needsGround" in button.dataset && ground && !ground.value) ground.focus();
  else if ("needsNote" in button.dataset && note && !note.value.trim()) note.focus();
  else button.click();
}

function decide(event) {
  const pressed = key(event);
  const ground = form?.elements.ground;
  const button = desk.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
  if (button) press(button);
  else if (/^[1-9]$/.test(pressed) && ground?.options[pressed]) ground.selectedIndex = pressed;
  else if (pressed === "N" && form?.elements.note) form.elements.note.focus();
  else return;
  event.preventDefault();
}

// A second press of the key that decided the last case must not decide the next one unseen.
document.addEventListener("keydown", (event) => {
  lastSign = Date.now();
  const field = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (field && event.key === "Escape") desk.focus();
  if (event.key === "Enter" && field?.matches(".case-more input[type=text]")) {
    event.preventDefault();
    field.closest("details").querySelector("button").click();
  }
  const asleep = desk.dataset.keys !== "on" || Date.now() - opened < AWAKE_AFTER;
  if (field || asleep || event.repeat || event.isComposing) return;
  if (!event.ctrlKey && !event.metaKey && !event.altKey) decide(event);
});
setTimeout(() => (desk.dataset.awake = ""), AWAKE_AFTER);

// Words selected in the text are quoted.
const text = document.getElementById("case-text");
const quote = form?.elements.quote;
document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!quote || chosen.isCollapsed || !text.contains(chosen.anchorNode)) return;
  if (text.contains(chosen.focusNode)) quote.value = chosen.toString().trim().slice(0, quote.maxLength);
});

// While somebody works on the case it stays theirs; whoever leaves the page gives it back.
const token = () => new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
const minutes = Number(desk.dataset.minutes);
let decided = false;

async function keep() {
  if (document.hidden || Date.now() - lastSign > 2 * minutes * 60000) return;
  const answer = await fetch(desk.dataset.lease, { method: "POST", body: token() }).catch(() => null);
  if (answer?.status === 409) tell();
}

function tell() {
  clearInterval(timer);
  const notice = document.createElement("div");
  notice.className = "notice notice-warn";
  notice.setAttribute("role", "alert");
  notice.textContent = desk.dataset.lost;
  form.prepend(notice);
}

const timer = desk.dataset.lease && form ? setInterval(keep, minutes * 20000) : 0;
document.addEventListener("pointermove", () => (lastSign = Date.now()), { passive: true });
document.addEventListener("submit", () => (decided = true));
addEventListener("pagehide", () => {
  const leave = document.querySelector("[data-leave]");
  if (leave && !decided) navigator.sendBeacon(leave.action, token());
});
