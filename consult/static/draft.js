// Keeps what is typed into form[data-draft] on this device until it is sent, in case the line
// breaks. Nothing is sent anywhere. Drafts of one account stand under its own opaque key.
const page = document.querySelector("[data-drafts]")?.dataset.drafts;
const address = (form) => new URL(form.action).pathname.replace(/^\/[a-z]+\//, "/");
const slot = (form) => `draft:${form.dataset.draft || page}:${address(form)}`;

// Storage may be full, broken or forbidden: then there are no drafts, and nothing else is lost.
const trying = (work) => {
  try {
    return work();
  } catch {
    return null;
  }
};
const kept = (key) => trying(() => JSON.parse(localStorage.getItem(key)));
const keep = (key, draft) => trying(() => localStorage.setItem(key, JSON.stringify(draft)));
const drop = (key) => trying(() => localStorage.removeItem(key));

const said = document.querySelector("[data-draft-back]")?.dataset ?? {};

const areas = (form) => [...form.querySelectorAll("textarea[name]")];
const choices = (form) => [...form.querySelectorAll("input[type=radio]")];

function typed(form) {
  const texts = Object.fromEntries(areas(form).map((area) => [area.name, area.value]));
  const chosen = choices(form).filter((one) => one.checked);
  return { at: Date.now(), texts, chosen: chosen.map((one) => [one.name, one.value]) };
}

function put(form, draft) {
  for (const area of areas(form)) area.value = draft.texts[area.name] ?? area.value;
  for (const [name, value] of draft.chosen) {
    for (const one of choices(form)) one.checked ||= one.name === name && one.value === value;
  }
  for (const area of areas(form)) area.dispatchEvent(new Event("input"));
}

function time(at) {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "long" };
  const how = { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return moment.toLocaleString(document.documentElement.lang, how);
}

function tell(form, draft) {
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = said.draftBack.replace("{time}", time(draft.at));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-plain";
  button.textContent = said.draftDrop;
  button.addEventListener("click", () => {
    form.reset();
    drop(slot(form));
    for (const area of areas(form)) area.dispatchEvent(new Event("input"));
    notice.remove();
    areas(form)[0].focus();
  });
  notice.append(words, button);
  form.prepend(notice);
}

function restore(form) {
  const draft = kept(slot(form));
  if (!draft?.texts) return;
  if (draft.sent) keep(slot(form), { ...draft, sent: false });
  // What the server put into the form is newer than the draft, except when an edit begins.
  const empty = areas(form).every((area) => !area.defaultValue);
  const same = areas(form).every((area) => area.value === draft.texts[area.name]);
  if (same || !(empty || "draftOver" in form.dataset)) return;
  put(form, draft);
  form.closest("details")?.setAttribute("open", "");
  tell(form, draft);
}

// The page that tells an author that the text has arrived ends the drafts that were sent.
const arrived = document.querySelector("[data-draft-sent]")?.dataset.draftSent;
for (const key of trying(() => Object.keys(localStorage)) ?? []) {
  if (arrived && key.startsWith(`draft:${arrived}:`) && kept(key)?.sent) drop(key);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  const save = () => {
    const draft = typed(form);
    const empty = Object.values(draft.texts).every((text) => !text.trim());
    if (empty) drop(slot(form));
    else keep(slot(form), draft);
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "preview") keep(slot(form), { ...typed(form), sent: true });
  });
}
