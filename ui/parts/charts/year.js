// A year as months with their weeks as columns. Where there is room for it each day can be opened; on a phone, where a day
// is smaller than a thumb, each month can, and its days are one tap deeper.

import { move } from "chart-keys";

const NARROW = "(max-width: 899px)";

const template = `
<ul class="chart year" role="list" :aria-label="label" @keydown="go">
  <li v-for="(month, place) in months" :key="place" class="year-month">
    <button type="button" class="month-head" :aria-label="month.said" @click="$emit('month', place)">
      <span class="month-name" aria-hidden="true">{{ month.name }}</span>
      <span class="month-sum" aria-hidden="true">{{ month.sum }}</span>
      <span v-if="narrow" class="month-days" aria-hidden="true"><i v-for="(day, nth) in month.days" :key="nth"
        :class="look(day)" :style="nth ? null : start(month)"></i></span>
    </button>
    <div v-if="!narrow" class="month-days" role="group" :aria-label="month.name">
      <button v-for="(day, nth) in month.days" :key="nth" type="button" :class="look(day)" :style="nth ? null : start(month)"
        :data-place="month.first + nth" :tabindex="month.first + nth === at ? 0 : -1" :aria-label="day.said" :title="day.said"
        @focus="at = month.first + nth" @click="$emit('open', month.first + nth)"></button>
    </div>
  </li>
</ul>`;

export default {
  template,
  emits: ["open", "month"],
  props: {
    label: String,
    months: Array, // {said, name, sum, first: the place of its first day, row: its weekday's, days: [{said, level, over}]}
  },
  data() {
    const last = this.months.at(-1);
    return { narrow: false, at: last ? last.first + last.days.length - 1 : 0 };
  },
  created() {
    this.width = window.matchMedia(NARROW);
    this.narrow = this.width.matches;
    this.width.addEventListener("change", this.turned);
  },
  beforeUnmount() {
    this.width.removeEventListener("change", this.turned);
  },
  methods: {
    turned() {
      this.narrow = this.width.matches;
    },
    look({ level, over }) {
      return [level === null ? "unknown" : `level-${level}`, { over }];
    },
    start({ row }) {
      return { gridRowStart: row + 1 };
    },
    go(event) {
      if (event.target.dataset.place === undefined) return;
      this.at = move(event, this.at, { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 });
    },
  },
};
