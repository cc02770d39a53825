// The first five minutes: steps that tick themselves off by what happens, wherever it was done.

import { h, icon, isShown, redraw } from "./dom.js";
import { language, t } from "./phrases.js";
import { changed, groups, messagesOf, onNews, recall, remember, requesters, staffOf, world } from "./store.js";

const KEY = "otklik.guide";
const STEPS = ["write", "answer", "move", "taken", "ring", "sms", "whatsapp"];
const NEEDS = { ring: "modem", sms: "modem", whatsapp: "whatsapp" }; // the simulator without which there is no such step
const NO_REPLY_MS = 6000; // a call that joins a request is told to staff only

export class Guide {
  /** panes: {phones, group, heads, clock}; reveal(pane) is the tab that shows it in a narrow window. */
  constructor({ panes, reveal }) {
    this.panes = panes;
    this.reveal = reveal;
    const kept = recall(KEY, {});
    this.done = kept.done ?? [];
    this.hidden = kept.hidden ?? false;
    this.latest = kept.latest ?? null;
    this.begin();
    this.element = h("section.guide");
    this.button = h("button.guide-button", { type: "button", onclick: () => this.hide(!this.hidden) });
    onNews((news) => this.watch(news));
  }

  begin() { this.seen = { wrote: false, answers: new Set(), ringing: new Set(), texted: false, chatted: false }; }

  keep() {
    remember(KEY, { done: this.done, hidden: this.hidden, latest: this.latest });
    changed();
  }

  hide(hidden) {
    this.hidden = hidden;
    this.keep();
  }

  again() {
    this.done = [];
    this.latest = null;
    this.begin();
    this.keep();
  }

  get steps() { return STEPS.filter((step) => !NEEDS[step] || world.links[NEEDS[step]] !== undefined); }
  get current() { return this.steps.find((step) => !this.done.includes(step)) ?? null; }

  tick(step) {
    if (this.done.includes(step)) return;
    this.done.push(step);
    this.latest = step;
    this.keep();
  }

  // -- what happens

  watch({ from, event }) {
    if (from === "modem") this.watchPhones(event);
    else if (from === "whatsapp") this.watchWhatsApp(event);
    else if (event.event === "message") this.watchMessage(event.chat_id, event.message);
    else if (event.event === "reaction") this.watchReaction(event);
    else if (event.event === "pressed" && this.isStaff(event.as) && event.chat_id > 0) this.tick("taken");
  }

  isStaff(person) { return groups().some((group) => staffOf(group).some((one) => one.id === person)); }

  watchMessage(chat, message) {
    const { seen } = this;
    if (chat > 0 && !message.by_bot && !this.isStaff(chat)) seen.wrote = true;
    if (chat > 0 && message.by_bot && this.isStaff(chat) && message.reply_markup?.inline_keyboard) this.tick("move");
    if (chat > 0) return;
    if (message.forum_topic_created && message.by_bot && seen.wrote) this.tick("write");
    if (!message.by_bot && message.message_thread_id && !/^\//.test(message.text ?? "")) seen.answers.add(message.message_id);
    if (message.by_bot && seen.texted) this.tick("sms");
    if (message.by_bot && seen.chatted) this.tick("whatsapp");
  }

  watchWhatsApp(event) {
    if (event.event === "message" && !event.by_business) this.seen.wrote = this.seen.chatted = true;
  }

  watchReaction(event) {
    const delivered = event.reaction.some((one) => one.emoji && one.emoji !== "🤷");
    if (delivered && world.bots.has(event.actor_id) && this.seen.answers.has(event.message_id)) this.tick("answer");
  }

  watchPhones(event) {
    const { seen } = this;
    if (event.event === "call_from_phone" && event.over && event.state !== "missed") {
      seen.ringing.add(event.phone);
      setTimeout(() => this.tick("ring"), NO_REPLY_MS);
    }
    if (event.event === "sms_to_phone" && seen.ringing.has(event.phone)) this.tick("ring");
    if (event.event === "sms_from_phone" && this.done.includes("ring")) seen.texted = true;
  }

  // -- what is shown

  draw() {
    const { steps, current } = this;
    const count = steps.filter((step) => this.done.includes(step)).length;
    const name = requesters()[0]?.first_name ?? "…";
    this.element.hidden = this.hidden;
    this.element.setAttribute("aria-label", t("guide"));
    redraw(this.element, JSON.stringify([this.done, this.latest, steps, name, language()]), () => this.body(steps, current, count, name));
    redraw(this.button, [count, steps.length, this.hidden, language()].join("|"), () => [icon("flag"), h("span", {}, t("guide")), h("b", {}, `${count}/${steps.length}`)]);
    this.button.setAttribute("aria-expanded", String(!this.hidden));
    this.point(this.hidden ? null : current);
  }

  body(steps, current, count, name) {
    const dot = (step, place) => h("li", { class: this.done.includes(step) ? "done" : step === current ? "current" : "", "aria-current": step === current ? "step" : null },
      h("i", {}, this.done.includes(step) ? icon("check") : place + 1), h("span", {}, t(`g_${step}`, { name })));
    const words = [];
    if (this.latest) words.push(h("p.shown", { dataset: { shown: this.latest } }, icon("check"), h("span", {}, t(`g_${this.latest}_shows`))));
    if (current) words.push(h("p.do", { dataset: { step: current } }, h("b", {}, `${t(`g_${current}`, { name })}. `), t(`g_${current}_do`)));
    else words.push(h("p.do", { dataset: { step: "over" } }, h("b", {}, `${t("guide_done")} `), t("guide_done_more")));
    return [
      h("header", {}, h("h2", {}, t("guide")), h("small", {}, t("guide_of", { done: count, all: steps.length })),
        h("button.quiet-button.again", { type: "button", onclick: () => this.again() }, t("guide_again")),
        h("button.quiet-button", { type: "button", dataset: { focus: "hide" }, onclick: () => { this.hide(true); this.button.focus(); } }, t("guide_hide"))),
      h("ol", {}, steps.map(dot)), h("div.guide-words", { role: "status" }, words)];
  }

  /** Marks the one thing to use next. */
  point(step) {
    const target = step ? this.target(step) : null;
    for (const old of document.querySelectorAll(".guided")) if (old !== target) old.classList.remove("guided");
    target?.classList.add("guided");
  }

  target(step) {
    const { pane, element } = WHERE[step](this.panes);
    return element && isShown(element) ? element : this.reveal(pane);
  }
}

const lastIn = ({ phones }) => lastKeys(phones.whatsapp.thread) ?? phones.whatsapp.thread.composer.form;
const lastKeys = (thread) => {
  const rows = [...thread.list.querySelectorAll(".message")];
  const last = rows.at(-1);
  return last?.querySelector(".keyboard") ?? null;
};

/** Where each step is done next. */
const WHERE = {
  write: ({ phones }) => {
    const own = phones.current?.startsWith("p");
    const chatting = own && messagesOf(Number(phones.current.slice(1))).size > 0;
    const element = !own ? phones.strip.querySelector('[data-key^="p"]') : (chatting && lastKeys(phones.thread)) || phones.thread.composer.form;
    return { pane: "phones", element };
  },
  answer: ({ group }) => ({ pane: "group", element: group.topic && group.topic !== 1 ? group.thread.composer.form : group.list.querySelector(".topic:nth-child(2)") }),
  move: ({ clock }) => ({ pane: "clock", element: clock.element.querySelector("[data-span=next]") }),
  taken: ({ heads }) => ({ pane: "heads", element: lastKeys(heads.thread) ?? heads.strip.querySelector("[role=tab]") }),
  ring: ({ phones }) => ({ pane: "phones", element: phones.current?.startsWith("+") ? phones.old.buttons.querySelector(".call") : phones.strip.querySelector('[data-key^="+"]') }),
  sms: ({ phones }) => ({ pane: "phones", element: phones.current?.startsWith("+") ? phones.old.form : phones.strip.querySelector('[data-key^="+"]') }),
  whatsapp: (panes) => ({ pane: "phones", element: panes.phones.current?.startsWith("w") ? lastIn(panes) : panes.phones.strip.querySelector('[data-key^="w"]') ?? panes.phones.head.querySelector(".app.whatsapp") }),
};
