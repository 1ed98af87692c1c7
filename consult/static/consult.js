// Niceties only: every page works without this file.

// Says how many characters are left under a textarea that has maxlength and data-count.
for (const area of document.querySelectorAll("textarea[data-count]")) {
  const left = document.createElement("p");
  left.className = "hint";
  area.after(left);
  const say = () => {
    const room = area.maxLength - area.value.length;
    left.textContent = area.dataset.count.replace("{n}", room);
    left.setAttribute("aria-live", room < 100 ? "polite" : "off");
  };
  area.addEventListener("input", say);
  say();
}

// Whoever signs out leaves no drafts behind on the device.
document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", () => {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith("draft:"))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Where storage is forbidden there are no drafts.
  }
});
