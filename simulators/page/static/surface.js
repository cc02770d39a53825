// What lies over the page: toasts, menus, dialogs, and words for who listens instead of looking.

import { h, icon } from "./dom.js";
import { Disconnected, Unreachable } from "./socket.js";
import { t } from "./phrases.js";

const STAYS = { note: 2600, error: 7000 };

/** Says it in the corner. kind: note or error. */
export function toast(words, kind = "note") {
  const box = document.getElementById("toasts");
  const close = () => element.remove();
  const element = h(`div.toast.${kind}`, { role: kind === "error" ? "alert" : "status" }, icon(kind === "error" ? "warning" : "check"),
    h("p", {}, words), h("button.round", { type: "button", "aria-label": t("close"), onclick: close }, icon("close")));
  for (const old of [...box.children].slice(0, -3)) old.remove();
  box.append(element);
  setTimeout(close, STAYS[kind] + words.length * 40);
}

/** Does it, and says why when it can't be done. Returns whether it was. `phrase` frames the simulator's own words. */
export async function tried(promise, phrase = "not_done") {
  try {
    await promise;
    return true;
  } catch (error) {
    toast(wordsFor(error, phrase), "error");
    return false;
  }
}

export function wordsFor(error, phrase = "not_done") {
  if (error instanceof Disconnected) return t("disconnected");
  if (error instanceof Unreachable) return t(`unreachable_${["modem", "whatsapp"].includes(error.message) ? error.message : "telegram"}`);
  return t(phrase, { reason: error.message });
}

/** Reads a line to who listens to the page. */
export function announce(words) {
  const box = document.getElementById("announcer");
  while (box.childElementCount > 4) box.firstChild.remove();
  box.append(h("p", {}, words));
}

let openMenu = null;

/** A menu at `anchor`: items are {icon, label, act, danger} or {nodes} for a row of its own. */
export function menu(anchor, items, label) {
  closeMenu();
  const rows = items.filter(Boolean).map((item) => item.nodes ? h("div.menu-row", {}, item.nodes)
    : h("button.menu-item", { role: "menuitem", type: "button", tabindex: -1, class: item.danger ? "danger" : "", onclick: () => { closeMenu(true); item.act(); } },
      item.icon ? icon(item.icon) : null, item.label));
  const element = h("div.menu", { role: "menu", "aria-label": label }, rows);
  document.body.append(element);
  place(element, anchor);
  openMenu = { element, anchor };
  element.addEventListener("keydown", (event) => moveInMenu(event, element));
  element.querySelector("button")?.focus();
}

function place(element, anchor) {
  const near = anchor.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const left = Math.min(Math.max(8, near.right - width), innerWidth - width - 8);
  const below = near.bottom + 4 + height < innerHeight;
  element.style.left = `${Math.max(8, left)}px`;
  element.style.top = `${below ? near.bottom + 4 : Math.max(8, near.top - height - 4)}px`;
}

function moveInMenu(event, element) {
  const buttons = [...element.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    buttons[(here + step + buttons.length) % buttons.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  }
}

export function closeMenu(backToAnchor = false) {
  if (!openMenu) return;
  const { element, anchor } = openMenu;
  openMenu = null;
  element.remove();
  if (backToAnchor) anchor.focus?.();
}

document.addEventListener("pointerdown", (event) => { if (openMenu && !openMenu.element.contains(event.target)) closeMenu(); });
addEventListener("resize", () => closeMenu());

/** A modal dialog; `build(close)` gives its children. */
export function dialog(title, build) {
  const close = () => element.close();
  const heading = `dialog-${title.length}-${Date.now()}`;
  const element = h("dialog.dialog", { "aria-labelledby": heading }, h("header", {}, h("h2", { id: heading }, title),
    h("button.round", { type: "button", "aria-label": t("close"), onclick: close }, icon("close"))), build(close));
  element.addEventListener("close", () => element.remove());
  element.addEventListener("click", (event) => { if (event.target === element) close(); });
  document.body.append(element);
  element.showModal();
  return element;
}
