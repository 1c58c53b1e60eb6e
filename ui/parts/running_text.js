// A text that says how much time is left, and goes on saying it while that runs down; see running_text.py.
const padded = (number) => String(number).padStart(2, "0");
const filled = (template, fields) => template.replace(/\{(\w+)\}/g, (slot, name) => fields[name] ?? slot);

export default {
  template: `<component :is="as"><slot v-if="running === null"></slot><template v-else>{{ running }}</template></component>`,
  props: { as: String, runs: String, words: Object },
  data: () => ({ begun: Date.now(), now: Date.now(), timer: null }),
  mounted() {
    this.timer = setInterval(() => (this.now = Date.now()), 1000);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  watch: {
    runs() {
      this.begun = this.now = Date.now();
    },
  },
  computed: {
    running() {
      if (!this.runs) return null;
      const [left, lasts] = this.runs.split(" ").map(Number);
      const gone = Math.max(Math.min((this.now - this.begun) / 1000, lasts), 0);
      const minutes = Math.floor(Math.max(left - gone, 0) / 60);
      return this.words ? this.said(left - gone, minutes) : `${Math.floor(minutes / 60)}:${padded(minutes % 60)}`;
    },
  },
  methods: {
    said(seconds, minutes) {
      const { hours, both, few, under, left, over } = this.words;
      if (seconds <= 0) return over;
      const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
      const template = !minutes ? under : !whole ? few : rest ? both : hours;
      return filled(left, { duration: filled(template, { hours: whole, minutes: whole ? padded(rest) : rest }) });
    },
  },
};
