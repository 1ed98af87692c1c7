// Offers to comment on words that are selected in a clause. Every clause has its own link without it.

const wording = document.querySelector(".wording[data-select]");

// The place in the text of the clause, in characters; deleted words are not part of it.
function placeIn(clause, node, offset) {
  const range = document.createRange();
  range.setStart(clause, 0);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  const repealed = [...clause.childNodes].every((one) => one.nodeName === "DEL" || !one.textContent.trim());
  if (!repealed) for (const gone of before.querySelectorAll("del")) gone.remove();
  return [...before.textContent].length;
}

function clauseOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest?.(".wording[data-select] > p[id^='clause-']");
}

function offer() {
  document.querySelector(".clause-select")?.remove();
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed || !chosen.toString().trim()) return;
  const range = chosen.getRangeAt(0);
  const clause = clauseOf(range.startContainer);
  if (!clause || clauseOf(range.endContainer) !== clause) return;
  const start = placeIn(clause, range.startContainer, range.startOffset);
  const end = placeIn(clause, range.endContainer, range.endOffset);
  const tools = [...wording.querySelectorAll(".clause-tools")].find((one) => one.dataset.clause === clause.id);
  const comment = tools?.querySelector(".clause-comment");
  if (!comment || start >= end) return;
  const link = document.createElement("a");
  link.className = "clause-select";
  link.textContent = wording.dataset.select;
  link.href = `${comment.getAttribute("href")}?start=${start}&end=${end}#say`;
  tools.append(link);
}

let waiting;
if (wording) {
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 250);
  });
}
