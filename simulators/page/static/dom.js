// Elements are made here and nowhere else: text always becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** h("button.primary", {onclick, "aria-label": …}, "text", child, …); null and false children are left out. */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) put(element, key, value);
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function put(element, key, value) {
  if (value === undefined || value === null) return;
  if (key === "class") { for (const name of value.split(" ")) if (name) element.classList.add(name); }
  else if (key === "dataset") Object.assign(element.dataset, value);
  else if (key === "style") Object.entries(value).forEach(([name, given]) => element.style.setProperty(name, given));
  else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (typeof value === "boolean" && !key.startsWith("aria-")) element.toggleAttribute(key, value);
  else element.setAttribute(key, String(value));
}

/**
 * Makes the children of `parent` be `rows` ({key, sig, make}), touching only what is new or has another `sig`,
 * so that focus, scrolling and what is playing stay.
 */
export function reconcile(parent, rows) {
  const before = parent.keptRows ?? new Map();
  const after = new Map();
  let at = parent.firstChild;
  for (const row of rows) {
    const known = before.get(row.key);
    let element = known?.element;
    if (!known || known.sig !== row.sig) {
      element = row.make();
      if (known) {
        if (at === known.element) at = element;
        const focused = known.element.contains(document.activeElement) ? focusKey(known.element) : null;
        known.element.replaceWith(element);
        if (focused !== null) giveFocus(element, focused);
      }
    }
    before.delete(row.key);
    after.set(row.key, { sig: row.sig, element });
    if (element === at) at = at.nextSibling;
    else parent.insertBefore(element, at);
  }
  for (const gone of before.values()) gone.element.remove();
  parent.keptRows = after;
}

function focusKey(element) {
  const inner = document.activeElement;
  return inner === element ? "" : inner.dataset.focus ?? "";
}

function giveFocus(element, key) {
  const inner = key ? element.querySelector(`[data-focus="${CSS.escape(key)}"]`) : null;
  const target = inner ?? (element.tabIndex >= 0 || element.hasAttribute("tabindex") ? element : null);
  target?.focus({ preventScroll: true });
}

/** Puts `children` into `element` if `sig` is another than last time. Returns whether it did. */
export function redraw(element, sig, make) {
  if (element.keptSig === sig) return false;
  const focused = element.contains(document.activeElement) ? focusKey(element) : null;
  element.keptSig = sig;
  element.replaceChildren(...[make()].flat(3).filter(Boolean));
  if (focused !== null) giveFocus(element, focused);
  return true;
}

const ICONS = {
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  send: "M4 12l16-8-6 17-3-7z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  reply: "M10 8V4l-7 7 7 7v-4c5 0 8.500 1.500 11 5-1-6-4.500-10.500-11-11z",
  edit: "M4 20l1-4.500L16 4.500a2 2 0 0 1 3 3L8.500 19z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  phone: "M6 3h3l2 5-2.500 1.500a12 12 0 0 0 6 6L16 13l5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
  hangup: "M3 14c5-5 13-5 18 0l-2 3-4-1.500v-2.500a10 10 0 0 0-6 0v2.500L5 17z",
  back: "M15 5l-7 7 7 7",
  check: "M5 12.500l4.500 4.500L19 7",
  ticks: "M2 12.500l4 4L14 7M11.500 15l1.500 1.500L21 7",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01",
  chat: "M12 3.500a8.500 8.500 0 0 0-7.400 12.700L3.500 20.500l4.400-1.100A8.500 8.500 0 1 0 12 3.500zM9 8.500c-.500 3 3 6.800 6.300 6.500l.700-2-2-1-1 1c-1-.400-1.800-1.200-2.200-2.200l1-1-1-2z",
  eye: "M2.500 12C5 7.500 8 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.500 6.500-9.500 6.500S5 16.500 2.500 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  warning: "M12 4L2.500 20h19zM12 10v4.500M12 17.500v.01",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  album: "M7 7h13v13H7zM4 16V4h12M7 17l4-4 3 3 2-2 4 4",
  voice: "M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  sticker: "M5 4h14v10l-6 6H5zM13 20v-6h6M9 10v.01M15 10v.01",
  pin: "M12 21s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12zM12 11.500v.01",
  keypad: "M6 5v.01M12 5v.01M18 5v.01M6 12v.01M12 12v.01M18 12v.01M6 19v.01M12 19v.01M18 19v.01",
  flag: "M5 21V4h13l-2.500 4.500L18 13H5",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.700.300-1 .800-1 1.700M12 16.500v.01",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.500-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .700 3.200 2.500 3.500 5.500",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Arrow keys, Home and End move among the elements that `selector` finds in `list`; `chosen` hears which. */
export function arrows(list, selector, { chosen, across = false } = {}) {
  list.addEventListener("keydown", (event) => {
    const forward = across ? "ArrowRight" : "ArrowDown";
    const backward = across ? "ArrowLeft" : "ArrowUp";
    if (![forward, backward, "Home", "End"].includes(event.key)) return;
    const all = [...list.querySelectorAll(selector)];
    const here = all.indexOf(event.target.closest(selector));
    if (here < 0) return;
    const last = all.length - 1;
    const next = { Home: 0, End: last, [forward]: Math.min(here + 1, last), [backward]: Math.max(here - 1, 0) }[event.key];
    event.preventDefault();
    all[next].focus();
    chosen?.(all[next]);
  });
}

/** Whether somebody who looks at the page sees this element. */
export function isShown(element) {
  return element.isConnected && element.getClientRects().length > 0 && !document.hidden;
}

const COLOURS = 8;

/** A round picture of somebody: initials on a colour of their own. */
export function avatar(key, name, extra = "") {
  const colour = [...String(key)].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 997, 7) % COLOURS;
  const initials = (name.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  return h(`span.avatar.colour${colour}`, { "aria-hidden": "true", class: extra }, initials || "?");
}
