// The labelling page: questions, suggestions and results of one person.

import { Grid } from "./grid.js";

const POLL = 700;
const OFFLINE = "The program does not answer. All labels up to here are stored; start it again to continue.";
const $ = (id) => document.getElementById(id);

let state = null;
let keys = {};
let mode = "";
let laidOut = { questions: "", cells: 0 };
let hasLabelled = false;
// Actions wait for each other, so that each is on disk before the next begins.
let queue = Promise.resolve();
const waiting = new Set();
// Labels that a state which was asked for earlier does not contain yet, with the version that does.
const recent = new Map();

const grid = new Grid($("cells"), $("rows"), {
  draw,
  onCell: (cell, place, event) => {
    grid.move(place);
    // Enter and the space bar on a focused tile have meanings of their own.
    if (event.detail === 0) return;
    click(cell, place);
  },
  onRow: (cells) => acceptAll(cells),
});

// -- requests ---------------------------------------------------------------------------------------

async function send(path, content) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

function complain(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

async function refresh() {
  let response;
  try {
    response = await fetch(`state?since=${state?.version ?? ""}`);
  } catch {
    complain(OFFLINE);
    return;
  }
  if ($("problem").textContent === OFFLINE) complain("");
  if (response.status !== 200) return;
  const next = await response.json();
  const isFirst = state === null;
  // Answers may overtake each other.
  if (!isFirst && next.version <= state.version) return;
  for (const [cell, { code, version }] of recent) {
    if (version <= next.version) recent.delete(cell);
    else next.labels[cell] = code;
  }
  state = next;
  if (isFirst) prepare();
  const questions = state.questions.join();
  const isNew = questions !== laidOut.questions;
  const mayGrow = !hasLabelled && state.shown.length !== laidOut.cells && $("cells").scrollTop === 0;
  if (isFirst || isNew || mayGrow) layOut();
  else grid.redraw();
  showResults();
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, POLL);
}

// -- labels -----------------------------------------------------------------------------------------

// `choose` returns cells, their types and the place of the focus when the turn of this action comes.
function label(choose) {
  queue = queue.then(async () => {
    const { cells, types, place } = choose();
    if (!cells.length) return;
    for (const cell of cells) waiting.add(cell);
    grid.redraw();
    try {
      const { version } = await send("label", { cells, types });
      hasLabelled = true;
      cells.forEach((cell, index) => {
        const code = state.types.indexOf(types[index]);
        state.labels[cell] = code;
        recent.set(cell, { code, version });
      });
      complain("");
      // The next questions take the focus of the last one.
      await nextQuestions();
      // The same cell may have moved to another place meanwhile.
      if (place && grid.cellAt(place) === cells[0]) {
        const next = grid.next(place, (cell) => state.labels[cell] < 0);
        if (next) grid.move(next);
      }
    } catch (error) {
      complain(error instanceof TypeError ? OFFLINE : error.message);
    }
    for (const cell of cells) waiting.delete(cell);
    grid.redraw();
  });
}

// Once all questions are answered, wait a moment for the next ones.
async function nextQuestions() {
  const areAnswered = () => state.questions.every((cell) => state.labels[cell] >= 0);
  for (let tries = 0; tries < 20 && state.questions.length && areAnswered(); tries++) {
    if (tries) await new Promise((resolve) => setTimeout(resolve, 150));
    await refresh();
  }
}

// Label the cell that has the focus; without a type, as suggested.
function labelFocused(type) {
  label(() => {
    const place = grid.place;
    const cell = grid.cellAt(place);
    if (cell === undefined) return { cells: [] };
    return { cells: [cell], types: [type || suggestion(cell)], place };
  });
}

function undo() {
  queue = queue.then(async () => {
    try {
      const { cells } = await send("undo", {});
      recent.clear();
      complain("");
      await refresh();
      const place = cells.length ? grid.placeOf(cells[0]) : null;
      if (place) grid.move(place);
    } catch (error) {
      complain(error instanceof TypeError ? OFFLINE : error.message);
    }
  });
}

const suggestion = (cell) => state.types[state.suggested[cell]];

function acceptAll(cells) {
  label(() => {
    const some = cells.filter((cell) => state.labels[cell] < 0);
    return { cells: some, types: some.map(suggestion) };
  });
}

function click(cell, place) {
  if (mode === "closer") lookCloser(cell);
  else label(() => ({ cells: [cell], types: [mode || suggestion(cell)], place }));
}

document.addEventListener("keydown", (event) => {
  if (!state || event.altKey || $("help").open) return;
  const place = grid.place;
  const cell = grid.cellAt(place);
  const moves = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  };
  const isElsewhere = event.target.closest?.("header, footer, aside, dialog form, .accept");
  if ((event.key === "z" && (event.ctrlKey || event.metaKey)) || event.key === "Backspace") undo();
  else if (event.ctrlKey || event.metaKey) return;
  else if (event.key === ".") layOut();
  else if (moves[event.key] && !isElsewhere) {
    grid.step(...moves[event.key]);
    if ($("closer").open) lookCloser(grid.cellAt(grid.place));
  } else if (cell !== undefined && !isElsewhere && event.key === "Enter") {
    if (event.shiftKey) acceptAll(grid.rowAt(place));
    else labelFocused("");
  } else if (cell !== undefined && !isElsewhere && event.key === " ") lookCloser(cell);
  else if (cell !== undefined && keys[event.key.toLowerCase()] && (!isElsewhere || event.target.closest("dialog"))) {
    $("closer").close();
    labelFocused(keys[event.key.toLowerCase()]);
  } else return;
  event.preventDefault();
});

// -- what is shown ----------------------------------------------------------------------------------

function prepare() {
  keys = { "?": "not sure", x: "no cell" };
  const keyOf = { "not sure": "?", "no cell": "x" };
  for (const type of state.types.slice(0, -2)) {
    const letter = [...type.toLowerCase(), ..."1234567890"].find((each) => /\w/.test(each) && !keys[each]);
    if (letter) {
      keys[letter] = type;
      keyOf[type] = letter;
    }
  }
  document.title = `Label cells: ${state.person}`;
  const choices = [["", "the suggestion", "Enter"]];
  for (const type of state.types) choices.push([type, type, keyOf[type]]);
  choices.push(["closer", "look closer", "Space"]);
  for (const [value, text, key] of choices) {
    const button = document.createElement("button");
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", value === mode);
    button.title = state.descriptions[value] ?? "";
    button.append(`${text} `);
    if (key) {
      const shown = document.createElement("kbd");
      shown.textContent = key;
      button.append(shown);
    }
    button.addEventListener("click", () => {
      mode = value;
      for (const each of $("palette").children) each.setAttribute("aria-checked", each === button);
    });
    $("palette").append(button);
  }
  const help = [
    ...choices.map(([, text, key]) => [key, text]),
    ["Shift Enter", "accept the suggestions of the row"],
    ["Backspace", "undo, as often as you like"],
    [".", "sort the cells again by the newest suggestions"],
    ["arrows", "move"],
  ];
  for (const [key, text] of help) {
    const term = document.createElement("dt");
    const shown = document.createElement("kbd");
    shown.textContent = key ?? "";
    term.append(shown);
    const description = document.createElement("dd");
    description.textContent = text;
    $("keys").append(term, description);
  }
}

function layOut() {
  const focused = grid.cellAt(grid.place);
  const hadFocus = document.activeElement?.classList.contains("cell") || document.activeElement === document.body;
  const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const sections = [];
  const add = (title, cells, more = {}) => {
    if (cells.length) sections.push({ title, note: some(cells.length, "cell"), cells, ...more });
  };
  add("Questions", state.questions);
  add("People disagree", state.disagreements);
  state.clashes.forEach((cells) => add("Copies of one cell with different labels", cells));
  add("Worth a second look", state.doubted);
  const byType = state.types.map(() => []);
  const labelled = state.types.map(() => []);
  for (const cell of state.shown) {
    if (state.labels[cell] < 0) byType[state.suggested[cell]].push(cell);
    else labelled[state.labels[cell]].push(cell);
  }
  byType.forEach((cells, type) => {
    cells.sort((one, other) => state.sure[one] - state.sure[other]);
    add(`Suggested: ${state.types[type]}`, cells, { accept: state.types[type] });
  });
  labelled.forEach((cells, type) => add(`Labelled: ${state.types[type]}`, cells));
  // A new order; the focus goes to the same cell below.
  grid.place = null;
  laidOut = { questions: state.questions.join(), cells: state.shown.length };
  grid.set(sections);
  const isOpen = focused !== undefined && state.labels[focused] < 0;
  const place = (isOpen && grid.placeOf(focused)) || grid.first((cell) => state.labels[cell] < 0);
  if (place) grid.move(place, hadFocus && !$("closer").open);
}

function draw(tile, cell) {
  const type = state.labels[cell] >= 0 ? state.types[state.labels[cell]] : "";
  const text = type ? `✓ ${type}` : suggestion(cell);
  const share = type ? "" : `${state.sure[cell]}%`;
  tile.classList.toggle("labelled", Boolean(type));
  tile.classList.toggle("waiting", waiting.has(cell));
  const [name, sure] = tile.querySelectorAll("span");
  if (name.textContent !== text || sure.textContent !== share) {
    name.textContent = text;
    sure.textContent = share;
    const said = state.said[cell] ? `. ${state.said[cell]}` : "";
    tile.title = (type ? `Labelled ${type}` : `Suggested: ${text} ${share}`) + said;
    tile.setAttribute("aria-label", `Cell ${cell + 1}. ${tile.title}`);
  }
}

function showResults() {
  const { reading, count } = state;
  const labelled = state.labels.filter((code) => code >= 0).length;
  const parts = [`${labelled} of ${state.shown.length} cells labelled by ${state.person}`];
  if (!reading.done) parts.push(`${reading.pictures} of ${reading.of} pictures read`);
  else if (!reading.compared) parts.push("looking for copies of cells");
  if (reading.without) {
    parts.push(`${reading.without} picture${reading.without === 1 ? "" : "s"} without a white cell`);
  }
  $("progress").textContent = parts.join(" · ");
  if (state.problem) complain(state.problem);
  $("undo").disabled = !state.can_undo;
  const byType = state.types.map(() => 0);
  for (const code of state.labels) if (code >= 0) byType[code] += 1;
  $("types").replaceChildren(...state.types.map((type, index) => {
    const row = document.createElement("tr");
    const percent = count?.percentages[type];
    const cells = [type, byType[index], percent ? percent.share : "", percent ? percent.interval : ""];
    row.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
    return row;
  }));
  $("counted").textContent = count?.text ?? "";
  const last = state.curve.at(-1);
  const share = (value) => `${Math.round(100 * value)}%`;
  $("accuracy").textContent = last
    ? `${share(last[1])} (${share(last[2])} to ${share(last[3])}) of ${state.tests} cells that were drawn at random.`
    : "Not known yet: answer the questions.";
  drawCurve(state.curve);
  $("people").hidden = !state.agreement;
  $("agreement").textContent = state.agreement;
}

function drawCurve(curve) {
  const make = (name, attributes, text = "") => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.textContent = text;
    return node;
  };
  const most = Math.max(10, ...curve.map((point) => point[0]));
  const x = (labels) => 42 + (248 * labels) / most;
  const y = (share) => 122 - 110 * share;
  const path = (points) => points.map(([h, v], index) => `${index ? "L" : "M"}${h} ${v}`).join("");
  const parts = [make("path", { class: "axis", d: "M42 8V122H294" })];
  for (const share of [0, 0.5, 1]) {
    parts.push(make("text", { x: 36, y: y(share) + 4, "text-anchor": "end" }, `${100 * share}%`));
  }
  parts.push(make("text", { x: 42, y: 138 }, "0"));
  parts.push(make("text", { x: 290, y: 138, "text-anchor": "end" }, `${most} labels`));
  if (curve.length) {
    const low = curve.map((point) => [x(point[0]), y(point[2])]);
    const high = curve.map((point) => [x(point[0]), y(point[3])]);
    parts.push(make("path", { class: "band", d: `${path([...low, ...high.reverse()])}Z` }));
    parts.push(make("path", { class: "line", d: path(curve.map((point) => [x(point[0]), y(point[1])])) }));
    const [labels, share] = curve.at(-1);
    parts.push(make("circle", { cx: x(labels), cy: y(share), r: 3, fill: "currentcolor" }));
  }
  $("curve").replaceChildren(...parts);
}

async function lookCloser(cell) {
  const response = await fetch(`cell/${cell}`);
  if (!response.ok) return complain(OFFLINE);
  const about = await response.json();
  const image = $("whole");
  image.onload = async () => {
    const [width, height] = about.size;
    const [left, top, right, bottom] = about.box;
    Object.assign($("box").style, {
      left: `${(100 * left) / width}%`, top: `${(100 * top) / height}%`,
      width: `${(100 * (right - left)) / width}%`, height: `${(100 * (bottom - top)) / height}%`,
    });
    const length = state.um_per_pixel && (10 / state.um_per_pixel) * (image.clientWidth / width);
    $("bar").replaceChildren();
    if (length) {
      const bar = document.createElement("span");
      bar.style.width = `${length}px`;
      $("bar").append(bar, "10 µm");
    }
  };
  image.src = `field/${cell}`;
  const likely = about.likely.map(([type, share]) => `${type} ${Math.round(100 * share)}%`).join(", ");
  const said = about.said.map(([person, type]) => `${person}: ${type}`);
  const type = state.types[state.labels[cell] >= 0 ? state.labels[cell] : state.suggested[cell]];
  $("about").textContent = [
    about.picture, `Suggested: ${likely}`, ...said, state.descriptions[type] ?? "",
  ].filter(Boolean).join("\n");
  if (!$("closer").open) $("closer").showModal();
}

$("undo").addEventListener("click", undo);
$("sort").addEventListener("click", layOut);
$("show-help").addEventListener("click", () => $("help").showModal());
$("show-count").addEventListener("click", () => {
  const isShown = document.body.classList.toggle("counting");
  $("show-count").setAttribute("aria-expanded", isShown);
  $("show-count").textContent = isShown ? "Cells" : "Count";
});
$("closer").addEventListener("close", () => grid.move(grid.place));

poll();
