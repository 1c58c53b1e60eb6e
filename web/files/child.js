// A child's own page: asks for its figures while somebody looks at it, and counts down in between.
// Whatever comes is written as text or as an attribute that the page itself names; nothing becomes HTML.
(() => {
  "use strict";
  const EVERY = 15_000;
  const main = document.querySelector("main");
  const offline = document.getElementById("offline");
  const running = new WeakMap();
  let words = {};
  let ahead = 0; // by how many ms the program's clock is ahead of this browser's
  let asking = false;
  let asked = 0;

  function fill(element, data) {
    const { text, attr, list, show } = element.dataset;
    if (show !== undefined) element.hidden = !data[show];
    for (const pair of attr ? attr.split(" ") : []) {
      const [name, key] = pair.split(":");
      if (data[key]) element.setAttribute(name, data[key]);
      else element.removeAttribute(name);
    }
    if (text !== undefined) write(element, data[text]);
    else if (list !== undefined) items(element, data[list]);
    else for (const child of element.children) fill(child, data);
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  }

  /** As many copies of the template as there are entries. Those that are there stay: nothing loses the focus. */
  function items(element, entries) {
    const template = element.querySelector(":scope > template");
    const there = [...element.children].filter((child) => child !== template);
    for (const surplus of there.slice(entries.length)) surplus.remove();
    entries.forEach((data, place) => {
      let item = there[place];
      if (!item) {
        item = template.content.firstElementChild.cloneNode(true);
        element.append(item);
      }
      fill(item, data);
      running.set(item, data.running);
    });
    element.hidden = !entries.length;
  }

  function say(template, fields) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
  }

  /** As speech.duration says it: whole minutes, rounded down. */
  function duration(seconds) {
    if (seconds > 0 && seconds < 60) return words.under;
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    if (!hours) return say(words.minutes, { minutes });
    if (!minutes) return say(words.hours, { hours });
    return say(words.hours_minutes, { hours, minutes: String(minutes).padStart(2, "0") });
  }

  function countDown() {
    const now = Date.now() + ahead;
    for (const place of document.querySelectorAll(".place")) {
      const runs = running.get(place);
      if (!runs || now >= runs.until) continue;
      const left = Math.max(0, runs.left - Math.floor((now - runs.since) / 1000));
      write(place.querySelector(".headline"), say(words.left, { duration: duration(left) }));
      write(place.querySelector(".figure"), `${Math.floor(left / 3600)}:${String(Math.floor(left / 60) % 60).padStart(2, "0")}`);
      if (runs.limit) {
        const arc = place.querySelector(".arc");
        if (left) arc.setAttribute("stroke-dasharray", `${(Math.min(left / runs.limit, 1) * 100).toFixed(1)} 100`);
        else arc.removeAttribute("stroke-dasharray");
      }
    }
  }

  async function refresh() {
    if (asking) return;
    asking = true;
    asked = Date.now();
    try {
      const answer = await fetch(main.dataset.state, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (answer.status === 404) return location.reload(); // the link was revoked: the page says so
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      words = state.words;
      ahead = state.now - Date.now();
      if (Boolean(state.places.length) !== Boolean(document.querySelector("details"))) return location.reload();
      fill(main, state);
      for (const field of document.querySelectorAll("input[name=form_token]")) field.value = state.form_token;
      offline.hidden = true;
      countDown();
    } catch {
      offline.hidden = false;
    } finally {
      asking = false;
    }
  }

  function isDue() {
    return document.visibilityState === "visible" && Date.now() - asked >= EVERY;
  }

  setInterval(() => {
    if (words.left) countDown();
    if (isDue()) refresh();
  }, 1000);
  document.addEventListener("visibilitychange", () => isDue() && refresh());
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  refresh();
})();
