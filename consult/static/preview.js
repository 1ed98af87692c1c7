// Shows what an edited text changes while it is written; without this file there is a button for it.
for (const form of document.querySelectorAll("form[data-preview]")) {
  const area = document.getElementById(form.dataset.preview);
  let waiting, asked;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.set("do", "preview");
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.preview);
      if (fresh) area.replaceChildren(...fresh.childNodes);
    } catch {
      // The line broke or more was typed meanwhile: what is shown stays until the next time.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 700);
  });
}
