"""Asks before a page with unsaved changes is left: by a link, by a reload, or by closing it."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.theme import box
from ui.voice import Voice

GUARD = """<script>
(() => {
  const guard = () => document.querySelector("[data-unsaved]");
  const leads_away = (link) => {
    const stays = (window.path_prefix || "") + guard().dataset.stays;
    const path = new URL(link.href, location).pathname;
    return path !== stays && !path.startsWith(stays + "/");
  };
  addEventListener("beforeunload", (event) => { if (guard()) event.preventDefault(); });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !guard() || !leads_away(link) || confirm(guard().dataset.unsaved)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
</script>"""
"""Constant; what it asks and where it does not are data of an element."""


class Leaving:
    """Marks a page as one that has something unsaved."""

    def __init__(self, voice: Voice, stays: str) -> None:
        """``stays`` is the address below which nothing is lost."""
        self._question = voice.text(N_("There are changes that are not saved yet. Leave all the same?"))
        self._mark = box("unsaved").props("hidden").mark("unsaved")
        self._mark.props["data-stays"] = stays

    def update(self, *, unsaved: bool) -> None:
        """Ask from now on, or no more."""
        if unsaved == ("data-unsaved" in self._mark.props):
            return
        if unsaved:
            self._mark.props["data-unsaved"] = self._question
        else:
            self._mark.props(remove="data-unsaved")


def install_guard() -> None:
    """Put the question into every page."""
    ui.add_head_html(GUARD, shared=True)
