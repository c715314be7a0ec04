// A grid of any number of cells, of which only the rows in view exist.

const HEAD = 44;
const GAP = 8;
const CAPTION = 24;
const ACCEPT = 58;
// Rows beyond the view that exist already.
const AHEAD = 4;

// Remove a row, and free its pictures; those that are still loading are not waited for.
function drop(row) {
  for (const picture of row.querySelectorAll("img")) picture.removeAttribute("src");
  row.remove();
}

export class Grid {
  // `draw(tile, cell)` fills a tile; `onCell(cell, place)` and `onRow(cells)` are called for clicks.
  constructor(frame, rows, { draw, onCell, onRow }) {
    this.frame = frame;
    this.rows = rows;
    this.draw = draw;
    this.onCell = onCell;
    this.onRow = onRow;
    this.sections = [];
    this.items = [];
    this.shown = new Map();
    this.place = null;
    frame.addEventListener("scroll", () => this.show(), { passive: true });
    new ResizeObserver(() => this.arrange()).observe(frame);
  }

  // Each section has a title, a note, its cells, and whether rows can be accepted as a whole.
  set(sections) {
    this.sections = sections;
    this.arrange();
  }

  arrange() {
    const width = this.frame.clientWidth - 20;
    if (width <= 0) return;
    const tile = width < 500 ? 82 : 112;
    this.columns = Math.max(1, Math.floor((width - ACCEPT) / (tile + 6)));
    this.frame.style.setProperty("--tile", `${tile}px`);
    const height = tile + CAPTION + GAP;
    this.items = [];
    let top = 0;
    this.sections.forEach((section, number) => {
      this.items.push({ top, section });
      top += HEAD;
      for (let start = 0; start < section.cells.length; start += this.columns) {
        const cells = section.cells.slice(start, start + this.columns);
        this.items.push({ top, section, cells, number, start });
        top += height;
      }
    });
    this.rows.style.height = `${top}px`;
    this.frame.setAttribute("aria-rowcount", this.items.length);
    const hadFocus = this.rows.contains(document.activeElement);
    for (const node of this.shown.values()) drop(node);
    this.shown.clear();
    this.show();
    if (hadFocus) this.move(this.place);
  }

  indexAt(top) {
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.items[middle].top <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  show() {
    const top = this.frame.scrollTop;
    const first = Math.max(0, this.indexAt(top) - AHEAD);
    const last = Math.min(this.items.length - 1, this.indexAt(top + this.frame.clientHeight) + AHEAD);
    for (const [index, node] of this.shown) {
      if (index < first || index > last) {
        // The focused row stays, so that the keyboard does not lose its place.
        if (node.contains(document.activeElement)) continue;
        drop(node);
        this.shown.delete(index);
      }
    }
    for (let index = first; index <= last; index++) {
      if (!this.shown.has(index)) {
        const node = this.make(index);
        this.shown.set(index, node);
        this.rows.append(node);
      }
    }
  }

  make(index) {
    const item = this.items[index];
    const node = document.createElement("div");
    node.style.transform = `translateY(${item.top}px)`;
    node.setAttribute("role", "row");
    node.setAttribute("aria-rowindex", index + 1);
    if (!item.cells) {
      node.className = "head";
      const title = document.createElement("span");
      title.setAttribute("role", "rowheader");
      title.textContent = item.section.title;
      const note = document.createElement("small");
      note.textContent = item.section.note ?? "";
      node.append(title, note);
      return node;
    }
    node.className = "row";
    item.cells.forEach((cell, column) => {
      const tile = document.createElement("button");
      tile.className = "cell";
      tile.setAttribute("role", "gridcell");
      tile.dataset.cell = cell;
      tile.tabIndex = -1;
      const picture = document.createElement("img");
      picture.alt = "";
      picture.decoding = "async";
      picture.src = `crop/${cell}`;
      const caption = document.createElement("div");
      caption.className = "caption";
      caption.append(document.createElement("span"), document.createElement("span"));
      tile.append(picture, caption);
      const place = { number: item.number, index: item.start + column };
      if (this.is(place)) tile.tabIndex = 0;
      tile.addEventListener("click", (event) => this.onCell(cell, place, event));
      tile.addEventListener("focus", () => this.move(place, false));
      this.draw(tile, cell);
      node.append(tile);
    });
    if (item.section.accept) {
      const accept = document.createElement("button");
      accept.className = "accept";
      accept.tabIndex = -1;
      accept.textContent = "✓ row";
      accept.setAttribute("aria-label", `Accept the suggestions of this row: ${item.section.accept}`);
      accept.addEventListener("click", () => this.onRow(item.cells));
      node.append(accept);
    }
    return node;
  }

  redraw() {
    for (const node of this.shown.values()) {
      for (const tile of node.querySelectorAll(".cell")) this.draw(tile, Number(tile.dataset.cell));
    }
  }

  is(place) {
    return this.place && place.number === this.place.number && place.index === this.place.index;
  }

  cellAt(place) {
    return place ? this.sections[place.number]?.cells[place.index] : undefined;
  }

  // The cells of the row in which the focus is.
  rowAt(place) {
    const start = place.index - (place.index % this.columns);
    return this.sections[place.number].cells.slice(start, start + this.columns);
  }

  placeOf(cell) {
    for (let number = 0; number < this.sections.length; number++) {
      const index = this.sections[number].cells.indexOf(cell);
      if (index >= 0) return { number, index };
    }
    return null;
  }

  // Put the focus on a cell, and show it.
  move(place, focus = true) {
    if (this.cellAt(place) === undefined) return;
    this.place = place;
    const item = this.items.findIndex(
      (each) => each.cells && each.number === place.number
        && each.start <= place.index && place.index < each.start + this.columns,
    );
    if (focus) {
      const top = this.items[item].top;
      const bottom = top + this.frame.style.getPropertyValue("--tile").replace("px", "") * 1 + CAPTION + GAP;
      if (top - HEAD < this.frame.scrollTop) this.frame.scrollTop = top - HEAD;
      else if (bottom > this.frame.scrollTop + this.frame.clientHeight) {
        this.frame.scrollTop = bottom - this.frame.clientHeight;
      }
      this.show();
    }
    for (const [index, node] of this.shown) {
      node.querySelectorAll(".cell").forEach((tile, column) => {
        const isHere = index === item && this.items[index].start + column === place.index;
        tile.tabIndex = isHere ? 0 : -1;
        if (isHere && focus) tile.focus({ preventScroll: true });
      });
    }
  }

  // Move the focus by cells and rows.
  step(columns, rows) {
    if (!this.place) return this.move(this.first(() => true));
    const { number, index } = this.place;
    const size = this.sections[number].cells.length;
    const column = index % this.columns;
    if (columns) {
      if (index + columns >= 0 && index + columns < size) {
        return this.move({ number, index: index + columns });
      }
      return this.neighbour(number, columns, 0);
    }
    const next = index + rows * this.columns;
    const lastRow = Math.floor((size - 1) / this.columns);
    if (next >= 0 && Math.floor(next / this.columns) <= lastRow) {
      return this.move({ number, index: Math.min(next, size - 1) });
    }
    return this.neighbour(number, rows, column);
  }

  neighbour(number, direction, column) {
    let next = number + direction;
    while (this.sections[next] && !this.sections[next].cells.length) next += direction;
    if (!this.sections[next]) return;
    const size = this.sections[next].cells.length;
    const start = direction > 0 ? 0 : (Math.ceil(size / this.columns) - 1) * this.columns;
    this.move({ number: next, index: Math.min(start + column, size - 1) });
  }

  // The next cell of the same section that fulfils a condition, else the first of all.
  next(place, condition) {
    const cells = this.sections[place.number]?.cells ?? [];
    for (let index = place.index + 1; index < cells.length; index++) {
      if (condition(cells[index])) return { number: place.number, index };
    }
    return this.first(condition);
  }

  first(condition) {
    for (let number = 0; number < this.sections.length; number++) {
      const index = this.sections[number].cells.findIndex(condition);
      if (index >= 0) return { number, index };
    }
    return null;
  }
}
