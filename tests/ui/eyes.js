// What a careful person would see on a page: each function lists what is not right.
window.eyes = (() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);

  /** What can be touched and is smaller than a thumb, 44 px. A field is touched at its whole frame. */
  function small() {
    return all("a[href], button, [role=button], [role=checkbox], [role=menuitem], .q-item, .q-field__control")
      .filter((element) => !element.matches(".nicegui-skip-link"))
      .map((element) => [element.className, element.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
      .map(([name, box]) => `${name}: ${box.width} x ${box.height}`);
  }

  function luminance([r, g, b]) {
    const [red, green, blue] = [r, g, b]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function ground(element) {
    for (; element; element = element.parentElement) {
      const colour = numbers(getComputedStyle(element).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  }

  /** Texts that fail the contrast AA of WCAG 2.1. What is disabled need not pass it. */
  function faint() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim();
      const element = walker.currentNode.parentElement;
      if (!text || !shown(element) || element.closest("[disabled], [aria-disabled=true], script, style")) continue;
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const wanted = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
      const [dark, light] = [luminance(numbers(style.color)), luminance(ground(element))].sort((a, b) => a - b);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < wanted) found.push(`${text}: ${ratio.toFixed(2)}`);
    }
    return found;
  }

  /** Controls, drawings and landmarks without a name for a screen reader. */
  function unnamed() {
    return all("button, a[href], [role=img], [role=dialog], nav, section, input")
      .filter((element) => !(element.getAttribute("aria-label") || element.innerText || "").trim())
      .filter((element) => !element.closest("label"))
      .map((element) => element.outerHTML.slice(0, 120));
  }

  /** Messages at fields that reach beyond their field, and so lie under what follows; not one that is going away. */
  function spilt() {
    return all(".q-field__messages:not([class*=-leave-]) > *")
      .filter((said) => said.getBoundingClientRect().bottom > said.closest(".q-field").getBoundingClientRect().bottom)
      .map((said) => said.innerText);
  }

  /** By how many pixels the page can be scrolled sideways. */
  function sideways() {
    const page = document.documentElement;
    const sheets = all(".sheet").map((sheet) => sheet.scrollWidth - sheet.clientWidth);
    return Math.max(page.scrollWidth - page.clientWidth, ...sheets);
  }

  return { small, faint, unnamed, spilt, sideways };
})();
