// Hours of a day as 24 slots, and what a stroke makes of them: timekpr_rules/painting.py once more, so that a stroke is
// seen before the server has answered it. A test holds the two against each other.

export const HALF = 30; // minutes
export const HALVES = 48; // of a day

/** The one stretch of each of 24 hours, or null, from stretches of a day. */
export function slotsOf(intervals) {
  const slots = Array(24).fill(null);
  for (const { start, end, free } of intervals) {
    for (let hour = Math.floor(start / 60); hour * 60 < end; hour += 1) {
      slots[hour] = { start: Math.max(start, hour * 60), end: Math.min(end, hour * 60 + 60), free };
    }
  }
  return slots;
}

/** The hours of a day after half-hours of it were painted: timekpr_rules.painting.paint. */
function painted(slots, first, last, kind) {
  const result = [...slots];
  const free = kind === "free";
  for (let hour = Math.floor(first / 2); hour <= Math.floor(last / 2); hour += 1) {
    const start = Math.max(first * HALF, hour * 60);
    const end = Math.min((last + 1) * HALF, hour * 60 + 60);
    const rest = outside(slots[hour], start, end);
    if (kind === "closed") result[hour] = rest;
    else if (!rest) result[hour] = { start, end, free };
    else result[hour] = { start: Math.min(rest.start, start), end: Math.max(rest.end, end), free };
  }
  return result;
}

/** The columns after a stroke. */
export function struck(columns, { brush, columns: [left, right], halves: [first, last] }) {
  return columns.map((slots, column) => (left <= column && column <= right ? painted(slots, first, last, brush) : slots));
}

function outside(slot, start, end) {
  if (!slot) return null;
  const atEnd = end % 60 === 0;
  const rest = {
    start: atEnd ? slot.start : Math.max(slot.start, end),
    end: atEnd ? Math.min(slot.end, start) : slot.end,
    free: slot.free,
  };
  return rest.start < rest.end ? rest : null;
}

/** What a half-hour shows: its kind, and the minutes of it that have this kind. */
export function cellOf(slots, half) {
  const slot = slots[half >> 1];
  const start = Math.max(slot?.start ?? 0, half * HALF);
  const end = Math.min(slot?.end ?? 0, (half + 1) * HALF);
  if (!slot || start >= end) return { kind: "closed", start: half * HALF, end: (half + 1) * HALF, whole: true, key: "-" };
  const whole = end - start === HALF;
  const kind = slot.free ? "free" : "allowed";
  return { kind, start, end, whole, key: whole ? kind : `${kind} ${start} ${end}` };
}
