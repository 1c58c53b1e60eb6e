// Days as rows and hours as columns: the darker, the more was used.

import { move, percent } from "chart-keys";

const template = `
<div class="chart heat">
  <div class="heat-hours" aria-hidden="true">
    <span v-for="hour in hours" :style="{ left: percent(hour.at) }">{{ hour.text }}</span>
  </div>
  <ul class="heat-rows" role="list" :aria-label="label" @keydown="go">
    <li v-for="(row, place) in rows" :key="place">
      <button type="button" class="heat-row" :data-place="place" :tabindex="place === at ? 0 : -1" :aria-label="row.said"
        @focus="at = place" @click="$emit('open', place)">
        <span class="heat-name" aria-hidden="true">{{ row.name }}</span>
        <span class="heat-cells" aria-hidden="true"><i v-for="(level, hour) in row.levels" :key="hour"
          :class="typeof level === 'string' ? level : 'level-' + level"></i></span>
      </button>
    </li>
  </ul>
</div>`;

export default {
  template,
  emits: ["open"],
  props: {
    label: String,
    rows: Array, // {said, name, levels: 24 of 0 to 5, "unknown" or "ahead"}
    hours: Array, // {at, text}: what stands above
  },
  data() {
    return { at: this.rows.length - 1 };
  },
  methods: {
    percent,
    go(event) {
      this.at = move(event, this.at, { ArrowUp: -1, ArrowDown: 1 });
    },
  },
};
