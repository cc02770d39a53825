// One place with messages, and the field under it: a private chat, a topic, or what stands outside all topics.

import { arrows, h, icon, isShown, reconcile, redraw } from "./dom.js";
import { Composer } from "./composer.js";
import { rowsOf } from "./message.js";
import { language, t } from "./phrases.js";
import { changed, markRead, messagesIn, messagesOf, placeKey, unread } from "./store.js";
import { closeMenu, menu, toast, tried, wordsFor } from "./surface.js";
import { TELEGRAM } from "./telegramline.js";

const NEAR_END = 60; // px

export class Thread {
  /** leave(): Esc was pressed in an empty field. line: the messenger, as telegramline.js says what one has. */
  constructor({ leave, line = TELEGRAM } = {}) {
    this.line = line;
    this.place = null;
    this.viewer = null;
    this.pressing = null; // {message, number}
    this.list = h("div.messages", { role: "list", tabindex: 0, onscroll: () => this.scrolled() });
    this.latest = h("button.round.latest", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("back"), h("span.badge"));
    this.hint = h("div.empty");
    this.notice = h("div.notice");
    this.composer = new Composer({
      send: (fields) => this.write(fields),
      edit: (message, text) => line.edit(this.place, this.viewer, message, text),
      lastOwn: () => messagesIn(this.place).findLast((one) => line.mayEdit(one, this.viewer)),
      leave: () => (leave ? leave() : this.list.focus()),
      tap: (label) => tried(line.tap(this.place, this.viewer, label)),
      line,
    });
    this.composer.catchDrops(this.list);
    this.element = h("section.thread", {}, h("div.scroller", {}, this.hint, this.list, this.latest), this.notice, this.composer.form);
    arrows(this.list, ".message", {});
    this.list.addEventListener("keydown", (event) => this.keyed(event));
  }

  /** notice: {sig, nodes(), hides}: stands over the field, or instead of it. empty: what a place without messages says. */
  show({ place, viewer, notice = null, empty = "", label = "", group = false }) {
    const moved = !this.place || placeKey(place) !== placeKey(this.place) || viewer !== this.viewer;
    Object.assign(this, { place, viewer, group });
    if (moved) this.atEnd = true;
    const messages = messagesIn(place).filter((message) => !message.deleted);
    const before = this.last;
    this.last = messages.at(-1)?.message_id ?? 0;
    reconcile(this.list, rowsOf(messages, this.hooks()));
    this.list.setAttribute("aria-label", label);
    redraw(this.hint, messages.length ? "" : `${empty} ${language()}`, () => (messages.length ? [] : [h("p", {}, empty)]));
    redraw(this.notice, notice ? `${notice.sig} ${language()}` : "", () => notice?.nodes() ?? []);
    this.composer.form.hidden = notice?.hides ?? false;
    this.composer.show(`${placeKey(place)} ${viewer}`, viewer);
    this.composer.showKeys(group ? [] : this.line.keysBelow(messages));
    const mine = messages.at(-1)?.sender_id === viewer && this.last > (before ?? 0);
    if (this.atEnd || mine) this.toEnd();
    this.note();
  }

  note() {
    if (this.atEnd && isShown(this.list)) markRead(placeKey(this.place), this.last);
    const waiting = unread(this.place, this.viewer);
    this.latest.hidden = this.atEnd;
    this.latest.setAttribute("aria-label", t("newer"));
    this.latest.lastChild.textContent = waiting || "";
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = true;
    // pictures and fonts that come late must not push the last line out of sight
    requestAnimationFrame(() => { if (this.atEnd) this.list.scrollTop = this.list.scrollHeight; });
  }

  scrolled() {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
    if (atEnd !== this.atEnd) { this.atEnd = atEnd; changed(); }
  }

  keyed(event) {
    if (event.target !== this.list) return;
    if (["ArrowUp", "ArrowDown", "End", "Home"].includes(event.key)) {
      const all = this.list.querySelectorAll(".message");
      (event.key === "Home" ? all[0] : all[all.length - 1])?.focus();
      event.preventDefault();
    }
  }

  write(fields) { return this.line.write(this.place, this.viewer, fields); }

  hooks() {
    return {
      viewer: this.viewer,
      group: this.group,
      find: (id) => messagesOf(this.place.chat).get(id),
      pressing: (message) => (this.pressing?.message === message.message_id ? this.pressing.number : null),
      press: (message, number, button) => this.press(message, number, button),
      menu: (message, anchor) => this.offer(message, anchor),
      react: (message, emoji) => this.react(message, emoji),
      reply: (message) => { if (!this.composer.form.hidden) this.composer.begin("reply", message); },
      command: (words) => tried(this.write({ text: words }), "not_sent"),
      link: (url) => this.follow(url),
      jump: (id) => this.jump(id),
      redraw: changed,
    };
  }

  offer(message, anchor) {
    const { line, place, viewer } = this;
    const chips = h("div.faces", { role: "group", "aria-label": t("react") }, line.reactions.map((emoji) => h("button.face-button", {
      type: "button", role: "menuitem", tabindex: -1, "aria-label": `${t("react")} ${emoji}`,
      onclick: () => { closeMenu(true); this.react(message, emoji); } }, emoji)));
    menu(anchor, [
      { nodes: chips },
      this.composer.form.hidden ? null : { icon: "reply", label: t("reply"), act: () => this.composer.begin("reply", message) },
      line.mayEdit(message, viewer) ? { icon: "edit", label: t("edit"), act: () => this.composer.begin("edit", message) } : null,
      line.mayRemove(message, viewer, place) ? { icon: "trash", label: t("remove"), danger: true, act: () => tried(line.remove(place, viewer, message)) } : null,
    ], t("menu"));
  }

  react(message, emoji) {
    return tried(this.line.react(this.place, this.viewer, message, emoji));
  }

  async press(message, number, button) {
    if (button.url) { if (!this.follow(button.url)) open(button.url, "_blank", "noopener"); return; }
    if (this.pressing) return;
    this.pressing = { message: message.message_id, number };
    changed();
    try {
      const { words, failed, url } = await this.line.press(this.place, this.viewer, message, number, button);
      if (words) toast(words, failed ? "error" : "note");
      if (url) this.follow(url);
    } catch (error) {
      toast(wordsFor(error), "error");
    } finally {
      this.pressing = null;
      changed();
    }
  }

  /** Returns whether the link leads into a chat of this messenger. */
  follow(url) {
    const opening = this.line.opened(this.viewer, url);
    if (opening) tried(opening);
    return Boolean(opening);
  }

  jump(id) {
    const row = this.list.querySelector(`[data-message="${id}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    row.classList.add("flash");
    row.addEventListener("animationend", () => row.classList.remove("flash"), { once: true });
  }
}
