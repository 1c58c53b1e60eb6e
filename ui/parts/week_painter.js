// The grid of WeekPainter: seven columns of half-hours, painted with finger, mouse, pen or keys.
//
// The server's week is the truth. What was painted and is not answered yet is drawn over it, by the rule in
// week_slots, so nothing waits for the network and nothing that the server refused stays.

import { HALF, HALVES, cellOf, slotsOf, struck } from "week-slots";

const KINDS = ["allowed", "free", "closed"];
const USUAL = { from: 7, until: 22 }; // hours that are always in sight
const HOLD = 300; // ms after which a finger that rests on a cell paints it
const AFTER = 350; // ms after a stroke in which a click is still its end
const SLACK = 6; // px that a tap may wander
const EDGE = 24; // px in which a stroke scrolls, below what stays on top and at the end of the window
const BAR = 72; // px at the end of a phone's window that belong to the bottom bar
const PACE = 9; // px that it scrolls in a frame

/** A text with its fields filled in; what fills them is never read as a template. */
const fill = (template, fields) => template.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "");
const within = (value, least, most) => Math.min(Math.max(value, least), most);

const template = `
<div class="painter" :class="{ resting: !enabled, striking: stroke }" @keydown="steps">
  <div ref="head" class="painter-head">
    <div class="brushes" role="group" :aria-label="words.brushes">
      <button v-for="(kind, place) in kinds" :key="kind" type="button" :disabled="!enabled" :data-brush="kind"
        :aria-pressed="brush === kind" :aria-keyshortcuts="place + 1" @click="brush = kind">
        <i :class="kind" class="swatch" aria-hidden="true"></i>{{ words.brush[kind] }}
      </button>
    </div>
    <div class="painter-days" role="group" :aria-label="words.days">
      <button v-for="(day, column) in days" :key="column" type="button" :disabled="!enabled" :id="dayId(column)"
        :aria-label="day.name" aria-haspopup="menu" @click="$emit('day', column)">{{ day.short }}</button>
    </div>
  </div>
  <button v-if="from > 0 || early" type="button" class="fold early" :disabled="!from && !hidesEarly" @click="foldEarly">
    {{ foldText(from > 0, 0, from || hidesEarly || usual.from) }}
  </button>
  <div ref="body" class="painter-body" role="grid" aria-multiselectable="true" :aria-label="words.grid"
    :aria-describedby="keysId" :aria-disabled="!enabled" @pointerdown="press" @pointermove="drag" @click="tap"
    @keydown="key" @focusin="enter" @contextmenu="menu" @dragstart.prevent>
    <div v-for="half in halves" :key="half" v-memo="[rowKey(half)]" class="painter-row" role="row">
      <div class="hour" role="rowheader" :aria-label="times[half]"><span v-if="half % 2 === 0">{{ hours[half / 2] }}</span></div>
      <div v-for="(day, column) in days" :key="column" role="gridcell" class="cell"
        :class="[cells[half][column].whole ? cells[half][column].kind : 'closed', { marked: isMarked(column, half) }]"
        :data-half="half" :data-column="column" :tabindex="isTab(column, half) ? 0 : -1"
        :aria-selected="isMarked(column, half)" :aria-label="label(column, half)"
        ><i v-if="!cells[half][column].whole" :class="cells[half][column].kind" :style="part(cells[half][column])"></i></div>
    </div>
  </div>
  <button v-if="until < 24 || late" type="button" class="fold late" :disabled="until === 24 && !hidesLate" @click="foldLate">
    {{ foldText(until < 24, until < 24 ? until : hidesLate ? 24 - hidesLate : usual.until, 24) }}
  </button>
  <p :id="keysId" class="unseen">{{ words.keys }}</p>
  <div v-show="stroke" ref="bubble" class="painter-bubble" aria-hidden="true">
    <template v-if="stroke">{{ spanText }}<small v-if="follows">{{ words.follows }}</small></template>
  </div>
</div>`;

export default {
  template,
  emits: ["stroke", "minutes", "day", "undo", "redo"],
  props: {
    week: Array, // seven days, Monday first, each of {start, end, free, first, last}: minutes, and how they are said
    answered: Number, // the last stroke that the week has in it
    enabled: Boolean,
    days: Array, // the columns: {day: 1 to 7, short, name}
    times: Array, // how each half-hour is said, 49 of them
    hours: Array, // what stands beside each hour
    words: Object,
  },
  data() {
    return {
      kinds: KINDS,
      usual: USUAL,
      brush: "allowed",
      at: { column: 0, half: 2 * USUAL.from }, // the cell that has the focus, or would get it
      corner: null, // where a choice with the keys began
      stroke: null, // the cells that are being painted, as two corners
      waiting: [], // strokes that the server has not answered
      turn: this.answered,
      from: 0,
      until: 24,
      early: false, // whether hours were unfolded, so that the way back stays where it is
      late: false,
    };
  },
  created() {
    this.hand = null; // the pointer that is down on a cell; not drawn, so not reactive
    this.struckAt = -AFTER; // when the last stroke ended
    this.columns = []; // where the columns are, while a stroke is held
    this.frame = 0; // the next step of its scrolling
    this.from = Math.min(USUAL.from, this.used.from);
    this.until = Math.max(USUAL.until, this.used.until);
    this.at = { column: 0, half: 2 * this.from };
  },
  beforeUnmount() {
    this.drop();
  },
  watch: {
    answered() {
      this.waiting = this.waiting.filter(({ turn }) => turn > this.answered);
    },
    used(used) {
      // Hours come into sight when they are used, and stay when they no longer are: nothing jumps under a thumb.
      this.from = Math.min(this.from, used.from);
      this.until = Math.max(this.until, used.until);
    },
    enabled(enabled) {
      if (!enabled) this.drop();
    },
  },
  computed: {
    halves() {
      return Array.from({ length: 2 * (this.until - this.from) }, (_, place) => 2 * this.from + place);
    },
    used() {
      const all = this.week.flat();
      return {
        from: Math.floor(Math.min(24 * 60, ...all.map(({ start }) => start)) / 60),
        until: Math.ceil(Math.max(0, ...all.map(({ end }) => end)) / 60),
      };
    },
    hidesEarly() {
      return Math.min(USUAL.from, this.used.from);
    },
    hidesLate() {
      return 24 - Math.max(USUAL.until, this.used.until);
    },
    odd() {
      const said = new Map();
      for (const { start, end, first, last } of this.week.flat()) said.set(start, first).set(end, last);
      return said;
    },
    /** The slots of each column, with what is not answered yet. */
    settled() {
      const columns = this.days.map(({ day }) => slotsOf(this.week[day - 1]));
      return this.waiting.filter(({ turn }) => turn > this.answered).reduce(struck, columns);
    },
    /** What each column has in each half-hour, also while a stroke is held. */
    cells() {
      const columns = this.stroke ? struck(this.settled, this.message(this.stroke)) : this.settled;
      return Array.from({ length: HALVES }, (_, half) => columns.map((slots) => cellOf(slots, half)));
    },
    /** Whether the other half of an hour would change with the stroke that is held. */
    follows() {
      const { columns, halves } = this.message(this.stroke);
      const [first, last] = halves;
      const others = [...(first % 2 ? [first - 1] : []), ...(last % 2 ? [] : [last + 1])];
      const differs = (half, column) => cellOf(this.settled[column], half).key !== this.cells[half][column].key;
      return others.some((half) => this.days.some((_, column) => column >= columns[0] && column <= columns[1] && differs(half, column)));
    },
    marked() {
      if (this.stroke) return this.stroke;
      return this.corner && { start: this.corner, end: this.at };
    },
    spanText() {
      const { columns, halves } = this.message(this.stroke);
      const [first, last] = columns.map((column) => this.days[column].short);
      const days = first === last ? first : `${first}–${last}`;
      return `${days} ${this.times[halves[0]]}–${this.times[halves[1] + 1]}`;
    },
    keysId() {
      return `painter-keys-${this.$.uid}`;
    },
  },
  methods: {
    dayId(column) {
      return `${this.$attrs.id}-day-${column}`; // where the server lets the menu of the day open
    },
    part({ start, end }) {
      return { top: `${((start % HALF) / HALF) * 100}%`, height: `${((end - start) / HALF) * 100}%` };
    },
    isTab(column, half) {
      return this.at.column === column && within(this.at.half, 2 * this.from, 2 * this.until - 1) === half;
    },
    isMarked(column, half) {
      const marked = this.marked;
      if (!marked) return false;
      const between = (a, value, b) => Math.min(a, b) <= value && value <= Math.max(a, b);
      const { start, end } = marked;
      return between(start.column, column, end.column) && between(start.half, half, end.half);
    },
    /** All that a row shows: only rows that show something else are drawn anew. */
    rowKey(half) {
      return this.cells[half]
        .map(({ key }, column) => `${key} ${this.isMarked(column, half)} ${this.isTab(column, half)}`)
        .join();
    },
    label(column, half) {
      const { kind, start, end, whole } = this.cells[half][column];
      const said = (minute) => (minute % HALF ? this.odd.get(minute) : this.times[minute / HALF]);
      const state = this.words.state[kind];
      return fill(this.words.cell, {
        day: this.days[column].name,
        start: this.times[half],
        end: this.times[half + 1],
        state: whole ? state : fill(this.words.partly, { start: said(start), end: said(end), state }),
      });
    },

    // --- folding ---------------------------------------------------------------------------------------------------
    foldText(folded, from, until) {
      return fill(folded ? this.words.show : this.words.hide, { start: this.times[2 * from], end: this.times[2 * until] });
    },
    foldEarly() {
      this.early = true;
      this.from = this.from ? 0 : this.hidesEarly;
    },
    foldLate() {
      this.late = true;
      this.until = this.until < 24 ? 24 : 24 - this.hidesLate;
    },

    // --- painting --------------------------------------------------------------------------------------------------
    message({ start, end }, turn = 0) {
      const sorted = (a, b) => (a < b ? [a, b] : [b, a]);
      const [columns, halves] = [sorted(start.column, end.column), sorted(start.half, end.half)];
      return { turn, brush: this.brush, columns, halves };
    },
    commit(rectangle) {
      this.turn += 1;
      const message = this.message(rectangle, this.turn);
      this.waiting.push(message);
      this.$emit("stroke", message);
    },
    cellOf(target) {
      const { half, column } = target.closest?.(".cell")?.dataset ?? {};
      return half === undefined ? null : { column: Number(column), half: Number(half) };
    },
    press(event) {
      if (this.hand) return this.drop(); // a second finger: somebody zooms
      const cell = this.cellOf(event.target);
      if (!this.enabled || !cell || event.button !== 0 || !event.isPrimary) return;
      const { pointerId, clientX: x, clientY: y } = event;
      const touch = event.pointerType === "touch";
      this.hand = { pointerId, x, y, from: { x, y }, touch, cell, timer: setTimeout(() => this.begin(), HOLD) };
      this.at = cell;
      this.corner = null;
      window.getSelection().removeAllRanges(); // a browser would drag what is selected, and the stroke be over
      window.addEventListener("pointerup", this.release); // wherever the finger is by then
      window.addEventListener("pointercancel", this.drop);
    },
    begin() {
      const hand = this.hand;
      if (!hand || this.stroke) return;
      clearTimeout(hand.timer);
      this.stroke = { start: hand.cell, end: hand.cell };
      this.$refs.body.setPointerCapture(hand.pointerId);
      this.columns = [...this.$refs.body.firstElementChild.querySelectorAll(".cell")].map((cell) => cell.getBoundingClientRect());
      this.extend();
      this.frame = requestAnimationFrame(() => this.scroll());
    },
    drag(event) {
      const hand = this.hand;
      if (event.pointerId !== hand?.pointerId) return;
      hand.x = event.clientX;
      hand.y = event.clientY;
      if (this.stroke) this.extend();
      else if (Math.hypot(hand.x - hand.from.x, hand.y - hand.from.y) > SLACK) this.begin();
    },
    extend() {
      const { x, y } = this.hand;
      const body = this.$refs.body.getBoundingClientRect();
      const row = Math.floor(((y - body.top) / body.height) * this.halves.length);
      const half = this.halves[within(row, 0, this.halves.length - 1)];
      const beyond = this.columns.findIndex(({ right }) => x < right);
      const column = beyond < 0 ? this.columns.length - 1 : beyond;
      const { end } = this.stroke;
      if (end.half !== half || end.column !== column) this.stroke = { start: this.stroke.start, end: { column, half } };
      this.$nextTick(() => this.place(x, y));
    },
    place(x, y) {
      const bubble = this.$refs.bubble;
      if (!bubble || !this.stroke) return;
      const left = within(x - bubble.offsetWidth / 2, 8, window.innerWidth - bubble.offsetWidth - 8);
      bubble.style.translate = `${left}px ${Math.max(y - bubble.offsetHeight - 34, 8)}px`;
    },
    scroll() {
      if (!this.stroke || !this.hand) return;
      const { y, from, touch } = this.hand;
      const up = y < this.$refs.head.offsetHeight + EDGE && y < from.y - SLACK;
      const down = y > window.innerHeight - EDGE - (touch ? BAR : 0) && y > from.y + SLACK;
      if (up || down) {
        window.scrollBy({ top: up ? -PACE : PACE, behavior: "instant" });
        this.extend();
      }
      this.frame = requestAnimationFrame(() => this.scroll());
    },
    release(event) {
      if (event.pointerId !== this.hand?.pointerId) return;
      const stroke = this.stroke;
      this.drop();
      if (stroke && this.enabled) {
        this.struckAt = event.timeStamp;
        this.at = stroke.end;
        this.commit(stroke);
      }
    },
    drop() {
      if (this.hand) {
        clearTimeout(this.hand.timer);
        cancelAnimationFrame(this.frame);
      }
      window.removeEventListener("pointerup", this.release);
      window.removeEventListener("pointercancel", this.drop);
      this.hand = null;
      this.stroke = null;
    },
    tap(event) {
      const endsStroke = event.timeStamp - this.struckAt < AFTER;
      const cell = this.cellOf(event.target);
      if (cell && this.enabled && !endsStroke) this.$emit("minutes", { ...cell, brush: this.brush });
    },
    menu(event) {
      if (this.hand) event.preventDefault(); // a finger that rests paints
    },

    enter(event) {
      this.at = this.cellOf(event.target) ?? this.at;
    },

    // --- keys ------------------------------------------------------------------------------------------------------
    steps(event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !this.enabled) return;
      const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      this.$emit(name);
    },
    key(event) {
      if (event.ctrlKey && (event.key === "Home" || event.key === "End")) return this.go(event);
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const does = {
        " ": this.strike,
        Enter: this.strike,
        Escape: this.leave,
        F2: this.ask,
        m: this.ask,
      }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const place = ["1", "2", "3"].indexOf(event.key);
      if (place >= 0 && this.enabled) this.brush = KINDS[place];
      else if (does) does(event);
      else this.go(event);
    },
    go(event) {
      const least = 2 * this.from;
      const most = 2 * this.until - 1;
      const { column, half } = { column: this.at.column, half: within(this.at.half, least, most) };
      const [toColumn, toHalf] = {
        ArrowLeft: [column - 1, half],
        ArrowRight: [column + 1, half],
        ArrowUp: [column, half - 1],
        ArrowDown: [column, half + 1],
        PageUp: [column, half - 8],
        PageDown: [column, half + 8],
        Home: event.ctrlKey ? [0, least] : [0, half],
        End: event.ctrlKey ? [this.days.length - 1, most] : [this.days.length - 1, half],
      }[event.key] ?? [null];
      if (toColumn === null) return;
      event.preventDefault();
      this.corner = event.shiftKey ? (this.corner ?? { column, half }) : null;
      this.at = { column: within(toColumn, 0, this.days.length - 1), half: within(toHalf, least, most) };
      const cell = `[data-half="${this.at.half}"][data-column="${this.at.column}"]`;
      this.$refs.body.querySelector(cell)?.focus();
    },
    strike(event) {
      event.preventDefault();
      if (!this.enabled || event.repeat) return;
      this.commit(this.corner ? { start: this.corner, end: this.at } : { start: this.at, end: this.at });
      this.corner = null;
    },
    leave(event) {
      if (!this.corner && !this.stroke) return; // whoever is around may want it
      event.preventDefault();
      event.stopPropagation();
      this.corner = null;
      this.drop();
    },
    ask(event) {
      event.preventDefault();
      if (this.enabled) this.$emit("minutes", { ...this.at, brush: this.brush });
    },
  },
};
