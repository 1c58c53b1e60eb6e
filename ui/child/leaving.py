"""Asks before a page with unsaved changes is left: by a link, by a reload, or by closing it."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from i18n import N_
from ui.theme import box
from ui.voice import Voice

GUARD = """<script>
(() => {
  const guard = () => document.querySelector("[data-unsaved]");
  const within = (path, stays) => path === stays || path.startsWith(stays + "/");
  const leads_away = (link) => {
    const path = new URL(link.href, location).pathname;
    return guard().dataset.stays.split(" ").some((stays) => {
      const all = (window.path_prefix || "") + stays;
      return within(location.pathname, all) && !within(path, all);
    });
  };
  addEventListener("beforeunload", (event) => { if (guard()) event.preventDefault(); });
  addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return; // it opens beside this page
    const link = event.target.closest?.("a[href]");
    if (!link || !guard() || !leads_away(link) || confirm(guard().dataset.unsaved)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
</script>"""
"""Constant; what it asks and where it does not are data of an element."""


class Leaving:
    """Marks the browser's page as long as something on it is unsaved, whichever place it shows by then."""

    def __init__(self, voice: Voice) -> None:
        self._question = voice.text(N_("There are changes that are not saved yet. Leave all the same?"))
        self._mark = box("unsaved").props("hidden").mark("unsaved")

    def update(self, stays: Sequence[str]) -> None:
        """Ask from now on whoever leaves one of these addresses and all below it, or no more if there are none."""
        said = {"data-unsaved": self._question, "data-stays": " ".join(stays)} if stays else {}
        if said == {
            name: self._mark.props[name] for name in ("data-unsaved", "data-stays") if name in self._mark.props
        }:
            return
        for name in ("data-unsaved", "data-stays"):
            self._mark.props.pop(name, None)
        self._mark.props.update(said)
        self._mark.update()


def install_guard() -> None:
    """Put the question into every page."""
    ui.add_head_html(GUARD, shared=True)
