// Shows what a text changes while it is written; without this file there is a button for it.
//
// A button with data-live="ID ID" names the elements that its answer holds. After a pause in
// typing the form is sent as the button would send it, and these elements are filled anew.
const PAUSE = 500;

for (const button of document.querySelectorAll("button[data-live]")) {
  const { form } = button;
  let waiting, asked, stopped;

  const fill = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const id of button.dataset.live.split(" ")) {
      const shown = document.getElementById(id);
      const next = fresh.getElementById(id);
      // What stays the same is left alone: a screen reader says only what is new.
      if (next && next.innerHTML !== shown.innerHTML) shown.replaceChildren(...next.childNodes);
    }
  };

  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.set(button.name, button.value);
    body.set("live", "1");
    const address = button.hasAttribute("formaction") ? button.formAction : form.action;
    try {
      const answer = await fetch(address, { method: "POST", body, signal: asked.signal });
      // Too many, or signed out meanwhile: the button says why.
      stopped = answer.redirected || ![200, 409, 422].includes(answer.status);
      if (!stopped) fill(await answer.text());
    } catch {
      // The line broke or more was typed meanwhile: what is shown stays until the next time.
    }
  };

  const soon = () => {
    clearTimeout(waiting);
    if (!stopped) waiting = setTimeout(show, PAUSE);
  };

  form.addEventListener("input", soon);
  // On a slow line somebody writes before this file is here.
  if ([...form.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue)) soon();
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked?.abort();
  });
}
