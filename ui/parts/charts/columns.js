// Columns side by side: days, hours or months. Everything comes as shares from 0 to 1 and as finished texts.

import { move, percent } from "chart-keys";

const template = `
<div class="chart columns" :class="{ dense: bars.length > 14 }">
  <div class="chart-plot" aria-hidden="true">
    <span v-for="line in lines" class="chart-line" :style="{ bottom: percent(line.at) }"><span>{{ line.text }}</span></span>
    <div class="chart-ground">
      <i v-for="band in bands" class="chart-band" :class="{ free: band.free }"
        :style="{ left: percent(band.from), width: percent(band.to - band.from) }"></i>
      <i v-if="now !== null" class="chart-now" :style="{ left: percent(now) }"></i>
    </div>
  </div>
  <ul class="chart-bars" role="list" :aria-label="label" @keydown="go">
    <li v-for="(bar, place) in bars" :key="place">
      <component :is="opens ? 'button' : 'div'" class="chart-column" :class="bar.kind" :type="opens ? 'button' : null"
        :data-place="opens ? place : null" :tabindex="opens ? (place === at ? 0 : -1) : null"
        :aria-label="opens ? bar.said : null" :title="bar.said" @focus="at = place" @click="opens && $emit('open', place)">
        <span class="chart-area" aria-hidden="true">
          <i v-if="bar.most" class="most" :style="{ height: percent(bar.most) }"></i>
          <i v-if="bar.used" class="used" :style="{ height: percent(bar.used) }"></i>
          <i v-if="bar.play" class="play" :style="{ height: percent(bar.play) }"></i>
          <i v-if="bar.before !== null" class="before" :style="{ bottom: percent(bar.before) }"></i>
          <i v-if="bar.limit !== null" class="limit" :style="{ bottom: percent(bar.limit) }"></i>
          <i v-if="bar.over" class="over" :style="{ bottom: percent(bar.used) }"></i>
        </span>
        <span class="tick" aria-hidden="true">{{ bar.tick }}</span>
        <span v-if="!opens" class="unseen">{{ bar.said }}</span>
      </component>
    </li>
  </ul>
</div>`;

export default {
  template,
  emits: ["open"],
  props: {
    label: String,
    bars: Array, // {said, tick, kind, used, play, most, over, limit and before: null where there is none}
    lines: Array, // {at, text}
    bands: { type: Array, default: () => [] }, // {from, to, free}: parts of the whole width
    now: { type: Number, default: null },
    opens: Boolean, // whether a column can be opened
  },
  data() {
    return { at: this.bars.length - 1 };
  },
  watch: {
    bars(bars) {
      this.at = Math.min(this.at, bars.length - 1);
    },
  },
  methods: {
    percent,
    go(event) {
      if (this.opens) this.at = move(event, this.at, { ArrowLeft: -1, ArrowRight: 1 });
    },
  },
};
