// What the charts share: one tab stop for all that can be opened in a chart, and arrow keys among them.

export const percent = (share) => `${share * 100}%`;

/** Which way a key leads from one of `count` things, or null if it is none of ours. `steps` are those of the arrows. */
export function target(key, at, count, steps) {
  const to = { Home: 0, End: count - 1 }[key] ?? (key in steps ? at + steps[key] : null);
  return to === null ? null : Math.min(Math.max(to, 0), count - 1);
}

/** Move the focus among the things of a chart that have a `data-place`; the place where it is then. */
export function move(event, at, steps) {
  if (event.ctrlKey || event.metaKey || event.altKey) return at;
  const all = [...event.currentTarget.querySelectorAll("[data-place]")];
  const to = target(event.key, at, all.length, steps);
  if (to === null) return at;
  event.preventDefault();
  all[to]?.focus();
  return to;
}
