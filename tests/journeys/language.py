"""Eyes for English on a page that shall speak another language: by the catalogue, and by what no other one says."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from i18n import DOMAIN, LOCALE_DIR

LEAST_LETTERS = 6
"""Shorter texts, and what little stands between two fields, may be names or words of both languages."""
ENGLISH = re.compile(
    r"\b(the|and|of|with|this|that|are|you|your|from|is|or|there|which|until|used|left)\b|”", re.IGNORECASE
)
"""Words, and the sign with which a quotation ends in English alone."""
PATH = re.compile(r"/\S+")
"""A folder of this machine is called what it is called."""

TEXTS = """() => {
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, element] = [walker.currentNode.data, walker.currentNode.parentElement];
    if (shown(element) && !element.closest("script, style, code, pre")) found.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (shown(element)) found.push(element.getAttribute(name));
  return [...found, document.title].map((text) => text.trim()).filter((text) => text);
}"""
"""What can be read on a page and what is read out, but for what has to be typed as it is."""


def texts_of(page: Page) -> set[str]:
    """Every text of the page, each as it stands in one piece."""
    return set(page.evaluate(TEXTS))


def english(text: str, language: str) -> bool:
    """Whether a text is one of our English ones that this language says otherwise, or sounds like English."""
    plain, patterns = _sources(language)
    by_us = text in plain or any(
        source.fullmatch(text) and not any(own.fullmatch(text) for own in theirs) for source, theirs in patterns
    )
    return by_us or bool(ENGLISH.search(PATH.sub("", text)))


@lru_cache
def _sources(language: str) -> tuple[set[str], list[tuple[re.Pattern[str], list[re.Pattern[str]]]]]:
    """The English texts without fields, and those with fields as what they may look like, with the same of theirs."""
    with (LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    plain, patterns = set[str](), []
    for message in catalogue:
        theirs = [message.string] if isinstance(message.string, str) else list(message.string)
        for source in [message.id] if isinstance(message.id, str) else message.id:
            if source in theirs or len(re.findall(r"[^\W\d_]", re.sub(r"\{\w+\}", "", source))) < LEAST_LETTERS:
                continue
            if "{" in source:
                patterns.append((_pattern(source), [_pattern(one) for one in theirs]))
            else:
                plain.add(source)
    return plain, patterns


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", template))), re.DOTALL)
