// One place with messages, and the field under it: a private chat, a topic, or what stands outside all topics.

import { arrows, h, icon, isShown, reconcile, redraw } from "./dom.js";
import { Composer } from "./composer.js";
import { rowsOf } from "./message.js";
import { language, t } from "./phrases.js";
import { botOf, changed, connection, isService, markRead, messagesIn, messagesOf, placeKey, unread, world } from "./store.js";
import { closeMenu, menu, toast, tried, wordsFor } from "./surface.js";

const NEAR_END = 60; // px
const REACTIONS = ["👍", "❤", "🔥", "👏", "😁", "🤔", "👎"];

export class Thread {
  /** leave(): Esc was pressed in an empty field. */
  constructor({ leave } = {}) {
    this.place = null;
    this.viewer = null;
    this.pressing = null; // {message, number}
    this.list = h("div.messages", { role: "list", tabindex: 0, onscroll: () => this.scrolled() });
    this.latest = h("button.round.latest", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("back"), h("span.badge"));
    this.hint = h("div.empty");
    this.notice = h("div.notice");
    this.composer = new Composer({
      send: (fields) => this.write(fields),
      edit: (message, text) => connection.telegram("POST", `${this.path(message)}/edit`, { as: this.viewer, text }),
      lastOwn: () => messagesIn(this.place).findLast((one) => one.sender_id === this.viewer && (one.text || one.caption) && !isService(one)),
      leave: () => (leave ? leave() : this.list.focus()),
      tap: (label) => tried(connection.telegram("POST", `/chats/${this.place.chat}/tap`, { as: this.viewer, button: label })),
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
    this.composer.showKeys(group ? [] : keysBelow(messages));
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

  path(message) { return `/chats/${this.place.chat}/messages/${message.message_id}`; }

  write(fields) {
    const thread = this.place.thread === null || this.place.thread === 1 ? {} : { message_thread_id: this.place.thread };
    return connection.telegram("POST", `/chats/${this.place.chat}/messages`, { as: this.viewer, ...thread, ...fields });
  }

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
    const own = message.sender_id === this.viewer;
    const worded = message.text || message.caption;
    const chips = h("div.faces", { role: "group", "aria-label": t("react") }, REACTIONS.map((emoji) => h("button.face-button", {
      type: "button", role: "menuitem", tabindex: -1, "aria-label": `${t("react")} ${emoji}`,
      onclick: () => { closeMenu(true); this.react(message, emoji); } }, emoji)));
    menu(anchor, [
      { nodes: chips },
      this.composer.form.hidden ? null : { icon: "reply", label: t("reply"), act: () => this.composer.begin("reply", message) },
      own && worded ? { icon: "edit", label: t("edit"), act: () => this.composer.begin("edit", message) } : null,
      own || this.place.thread === null ? { icon: "trash", label: t("remove"), danger: true,
        act: () => tried(connection.telegram("POST", `${this.path(message)}/delete`, { as: this.viewer })) } : null,
    ], t("menu"));
  }

  react(message, emoji) {
    return tried(connection.telegram("POST", `${this.path(message)}/react`, { as: this.viewer, emoji }));
  }

  async press(message, number, button) {
    if (button.url) { if (!this.follow(button.url)) open(button.url, "_blank", "noopener"); return; }
    if (this.pressing) return;
    this.pressing = { message: message.message_id, number };
    changed();
    try {
      const pressed = await connection.telegram("POST", `${this.path(message)}/press`, { as: this.viewer, button: number, wait_seconds: 8 });
      if (!pressed.answered) toast(t("unanswered_press"), "error");
      else if (pressed.answer?.text) toast(pressed.answer.text);
      if (pressed.answer?.url) this.follow(pressed.answer.url);
    } catch (error) {
      toast(wordsFor(error), "error");
    } finally {
      this.pressing = null;
      changed();
    }
  }

  /** A link to our own bot is opened as Telegram would. Returns whether it was one. */
  follow(url) {
    const bot = botOf();
    const found = /^https?:\/\/t\.me\/(\w+)(?:\?start=([\w-]+))?$/.exec(url);
    if (!found || found[1].toLowerCase() !== bot?.username?.toLowerCase()) return false;
    tried(connection.telegram("POST", `/chats/${this.viewer}/start`, { payload: found[2] ?? "" }));
    return true;
  }

  jump(id) {
    const row = this.list.querySelector(`[data-message="${id}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    row.classList.add("flash");
    row.addEventListener("animationend", () => row.classList.remove("flash"), { once: true });
  }
}

/** The rows of keys that hang below the field: the newest ones, unless they were taken away or used up by one tap. */
function keysBelow(messages) {
  const shown = messages.findLast((one) => one.by_bot && one.keyboard);
  if (!shown?.keyboard.keyboard) return [];
  const tapped = messages.some((one) => !one.by_bot && one.reply_to_message_id === shown.message_id);
  return shown.keyboard.one_time_keyboard && tapped ? [] : shown.keyboard.keyboard;
}

/** What stands over the field of a private chat: that it was never started, or that the bot is blocked. */
export function privateNotice(person) {
  const act = (verb) => tried(connection.telegram("POST", `/chats/${person}/${verb}`, {}));
  if (world.chats.get(person)?.blocked) {
    return { sig: `blocked ${person}`, hides: true, nodes: () => [h("p", {}, icon("block"), t("blocked")),
      h("button.primary", { type: "button", onclick: () => act("unblock") }, t("unblock"))] };
  }
  if (messagesOf(person).size) return null;
  return { sig: `start ${person}`, hides: false, nodes: () => [h("p", {}, t("start_hint")),
    h("button.primary", { type: "button", onclick: () => act("start") }, t("start"))] };
}
