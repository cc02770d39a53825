// The staff group: its topics, one of them open, and who writes there. And the private chats of staff.

import { arrows, avatar, h, icon, reconcile, redraw } from "./dom.js";
import { language, plural, t } from "./phrases.js";
import { strip } from "./phones.js";
import { GENERAL, changed, connection, groups, isService, isTyping, messagesIn, messagesOf, nameOf, recall, remember, staffOf, unread, world } from "./store.js";
import { menu, tried } from "./surface.js";
import { gist, timeOf } from "./text.js";
import { privateNotice } from "./telegramline.js";
import { Thread } from "./thread.js";

const KEY = "otklik.staff";

export class Group {
  constructor() {
    Object.assign(this, { chat: null, topic: null, actor: null, ...recall(KEY, {}) });
    this.head = h("header.group-head");
    this.list = h("div.topics", { role: "listbox", tabindex: -1 });
    this.back = h("button.round.back", { type: "button", onclick: () => this.choose(null) }, icon("back"));
    this.topicHead = h("header.topic-head");
    this.thread = new Thread({ leave: () => this.list.querySelector("[aria-selected=true]")?.focus() });
    this.inside = h("div.inside", {}, this.topicHead, this.thread.element);
    this.split = h("div.split", {}, this.list, this.inside);
    this.nobody = h("div.empty");
    this.element = h("section.pane.group", { tabindex: -1 }, this.head, this.nobody, this.split);
    arrows(this.list, "[role=option]", { chosen: (option) => this.choose(Number(option.dataset.thread)) });
  }

  remember() { remember(KEY, { chat: this.chat, topic: this.topic, actor: this.actor }); }

  choose(topic) {
    this.topic = topic;
    this.remember();
    changed();
  }

  draw() {
    const all = groups();
    const group = all.find((one) => one.id === this.chat) ?? all[0];
    this.nobody.hidden = Boolean(group);
    this.split.hidden = this.head.hidden = !group;
    this.element.setAttribute("aria-label", group?.title ?? t("group"));
    redraw(this.nobody, `${Boolean(group)} ${language()}`, () => (group ? [] : [h("p", {}, t("nobody_staff"))]));
    if (!group) return;
    this.chat = group.id;
    const staff = staffOf(group);
    if (!staff.some((person) => person.id === this.actor)) this.actor = (staff[1] ?? staff[0])?.id ?? null;
    this.drawHead(group, staff, all);
    this.drawTopics(group);
    this.drawInside(group);
  }

  drawHead(group, staff, all) {
    redraw(this.head, [group.id, group.title, this.actor, staff.map((one) => nameOf(one.id)), all.length, language()].join("|"), () => {
      const choice = (label, value, options, pick) => h("label.as", {}, h("span", {}, label), h("select", { dataset: { focus: label }, onchange: (event) => pick(Number(event.target.value)) },
        options.map(([id, name]) => h("option", { value: id, selected: id === value }, name))));
      return [avatar(group.id, group.title, "square"),
        h("div.who", {}, h("b", {}, group.title), h("small", {}, plural(staff.length, "members"))),
        all.length > 1 ? choice(t("group"), group.id, all.map((one) => [one.id, one.title]), (id) => { this.chat = id; this.choose(null); }) : null,
        choice(t("as_whom"), this.actor, staff.map((one) => [one.id, nameOf(one.id)]), (id) => { this.actor = id; this.remember(); changed(); })];
    });
  }

  /** The general one first, then those where something happened last. */
  topics(group) {
    const latest = new Map();
    for (const message of messagesOf(group.id).values()) {
      const thread = message.message_thread_id ?? GENERAL;
      if (!(latest.get(thread)?.message_id > message.message_id)) latest.set(thread, message);
    }
    const own = [...(world.topics.get(group.id)?.values() ?? [])].map((topic) => ({ id: topic.message_thread_id, ...topic, last: latest.get(topic.message_thread_id) }));
    own.sort((a, b) => (b.last?.message_id ?? b.id) - (a.last?.message_id ?? a.id));
    return [{ id: GENERAL, name: t("general"), last: latest.get(GENERAL), closed: false }, ...own];
  }

  drawTopics(group) {
    const topics = this.topics(group);
    this.list.setAttribute("aria-label", t("topics"));
    this.split.classList.toggle("listed", this.topic === null);
    if (this.topic !== null && !topics.some((one) => one.id === this.topic)) this.topic = null;
    const rows = topics.map((topic) => {
      const waiting = unread({ chat: group.id, thread: topic.id }, this.actor);
      const line = topic.last && !isService(topic.last) ? `${nameOf(topic.last.sender_id).split(" ")[0]}: ${gist(topic.last)}` : "";
      const chosen = topic.id === (this.topic ?? GENERAL);
      return { key: topic.id, sig: [topic.name, topic.closed, topic.last?.version, waiting, chosen, this.topic === null, language()].join("|"),
        make: () => h("div.topic", { role: "option", tabindex: chosen ? 0 : -1, "aria-selected": String(chosen), dataset: { thread: topic.id, focus: topic.id },
          "aria-label": [topic.name, topic.closed ? t("s_closed") : "", waiting ? plural(waiting, "unread") : ""].filter(Boolean).join(", "),
          onclick: () => this.choose(topic.id), onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); this.choose(topic.id); this.thread.composer.field.focus(); } } },
        h("span.hash", { class: topic.id === GENERAL ? "general" : `colour${topic.id % 8}` }, topic.id === GENERAL ? "#" : icon("flag")),
        h("span.topic-text", {}, h("b", {}, topic.closed ? icon("lock") : null, topic.name), h("small", {}, line.slice(0, 90))),
        h("span.topic-side", {}, topic.last ? h("time", {}, timeOf(topic.last.date * 1000)) : null, waiting ? h("span.badge", {}, waiting) : null)) };
    });
    if (topics.length === 1) rows.push({ key: "none", sig: language(), make: () => h("p.quiet", {}, t("no_topics")) });
    reconcile(this.list, rows);
  }

  drawInside(group) {
    const id = this.topic ?? GENERAL;
    const topic = id === GENERAL ? null : world.topics.get(group.id)?.get(id);
    const name = topic?.name ?? t("general");
    this.back.setAttribute("aria-label", t("all_topics"));
    redraw(this.topicHead, [id, name, topic?.closed, this.actor, language()].join("|"), () => {
      const more = h("button.round", { type: "button", "aria-label": t("menu"), "aria-haspopup": "menu", dataset: { focus: "more" } }, icon("more"));
      more.addEventListener("click", () => this.offer(more, group, topic));
      return [this.back, h("b.topic-name", { title: name }, topic?.closed ? icon("lock") : null, name), topic ? more : null];
    });
    const place = { chat: group.id, thread: id };
    const actor = group.members.find((member) => member.user.id === this.actor);
    const shut = topic?.closed && !["creator", "administrator"].includes(actor?.status);
    const notice = shut ? { sig: `closed ${id} ${this.actor}`, hides: true, nodes: () => [h("p", {}, icon("lock"), t("topic_closed"))] } : null;
    this.thread.show({ place, viewer: this.actor, group: true, label: name, empty: messagesIn(place).length ? "" : t("empty_topic"), notice });
  }

  offer(anchor, group, topic) {
    const act = (verb, as = this.actor) => () => tried(connection.telegram("POST", `/chats/${group.id}/topics/${topic.message_thread_id}/${verb}`, { as }));
    menu(anchor, [
      topic.closed ? { icon: "check", label: t("reopen_topic"), act: act("reopen") } : { icon: "lock", label: t("close_topic"), act: act("close") },
      { icon: "trash", label: t("delete_topic"), danger: true, act: act("delete") },
    ], t("menu"));
  }
}

/** Private chats of staff with the bot: above all the head's. */
export class Heads {
  constructor() {
    this.chosen = null;
    this.strip = strip({ label: () => t("head_title"), pick: (key) => { this.chosen = Number(key.slice(1)); changed(); } });
    this.head = h("header.phone-head");
    this.thread = new Thread();
    this.screen = h("div.phone", { role: "tabpanel" }, this.head, this.thread.element);
    this.nobody = h("div.empty");
    this.element = h("section.pane.heads", { tabindex: -1 }, this.strip, this.nobody, this.screen);
  }

  staff() {
    const seen = new Map(groups().flatMap(staffOf).map((person) => [person.id, person]));
    return [...seen.values()];
  }

  /** The one whom the bot has told most: a head enrols in private, agents need not. */
  likeliest(staff) {
    return [...staff].sort((a, b) => messagesOf(b.id).size - messagesOf(a.id).size)[0]?.id ?? null;
  }

  unread() {
    return this.staff().reduce((sum, person) => sum + unread({ chat: person.id, thread: null }, person.id), 0);
  }

  draw() {
    const staff = this.staff();
    this.element.setAttribute("aria-label", t("head_title"));
    this.nobody.hidden = staff.length > 0;
    this.screen.hidden = this.strip.hidden = staff.length === 0;
    redraw(this.nobody, `${staff.length > 0} ${language()}`, () => (staff.length ? [] : [h("p", {}, t("nobody_staff"))]));
    if (!staff.length) return;
    if (!staff.some((person) => person.id === this.chosen)) this.chosen = this.likeliest(staff);
    this.strip.update(staff.map((person) => ({ key: `p${person.id}`, name: nameOf(person.id), colour: person.id, unread: unread({ chat: person.id, thread: null }, person.id) })), `p${this.chosen}`);
    const id = this.chosen;
    const creator = groups().some((group) => group.members.some((member) => member.status === "creator" && member.user.id === id));
    const status = isTyping(id) ? t("typing") : [world.persons.get(id)?.username ? `@${world.persons.get(id).username}` : "", creator ? t("role_creator") : ""].filter(Boolean).join(" · ");
    redraw(this.head, [id, nameOf(id), status].join("|"), () => [avatar(id, nameOf(id)), h("div.who", {}, h("b", {}, nameOf(id)), h("small", {}, status))]);
    this.thread.show({ place: { chat: id, thread: null }, viewer: id, notice: privateNotice(id), label: nameOf(id) });
  }
}
