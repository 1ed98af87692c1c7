// Puts amendments in order by dragging, or with two buttons a row. Without it places are typed.

const list = document.querySelector("[data-order]");
const said = document.querySelector("[data-order-said]");

const rows = () => [...list.children];
const chapter = (row) => row.querySelector("select");

function numberRows() {
  rows().forEach((row, index) => {
    row.querySelector(".arrangement-place input").value = index + 1;
  });
}

// A row stands in the chapter of its new neighbour, as it would on the page of contents.
function settle(row, neighbour) {
  if (chapter(row) && neighbour) chapter(row).value = chapter(neighbour).value;
  numberRows();
  const text = list.dataset.said.replace("{n}", row.dataset.number);
  said.textContent = text.replace("{p}", rows().indexOf(row) + 1);
}

function step(row, up) {
  const neighbour = up ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  if (up) neighbour.before(row);
  else neighbour.after(row);
  settle(row, neighbour);
}

function addButton(row, label, sign, up) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-quiet arrangement-step";
  button.textContent = sign;
  button.setAttribute("aria-label", label.replace("{n}", row.dataset.number));
  button.addEventListener("click", () => {
    step(row, up);
    button.focus();
  });
  row.querySelector(".arrangement-place").append(button);
}

let dragged = null;

for (const row of list ? rows() : []) {
  addButton(row, list.dataset.up, "↑", true);
  addButton(row, list.dataset.down, "↓", false);
  // Text in fields stays selectable: a row is dragged by what is not a control.
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    if (event.target !== row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.number);
  });
  row.addEventListener("dragover", (event) => {
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged);
    else row.after(dragged);
  });
  row.addEventListener("drop", (event) => event.preventDefault());
  row.addEventListener("dragend", () => {
    if (dragged) settle(dragged, dragged.previousElementSibling ?? dragged.nextElementSibling);
    dragged = null;
  });
}
