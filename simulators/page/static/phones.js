// The requesters: a strip to choose from, and the phone that was chosen.

import { arrows, avatar, h, icon, reconcile, redraw } from "./dom.js";
import { OldPhone } from "./oldphone.js";
import { language, plural, t } from "./phrases.js";
import { newRequester } from "./newrequester.js";
import { changed, connection, isTyping, keepPhone, nameOf, recall, remember, requesters, unread, unreadOnPhone, world } from "./store.js";
import { dialog, menu, tried } from "./surface.js";
import { privateNotice } from "./telegramline.js";
import { Thread } from "./thread.js";
import { digitsOf, newWhatsApp, placeOf, whatsapp } from "./whatsapp.js";
import { WhatsAppPhone } from "./whatsappphone.js";

const KEY = "otklik.phone";
const GALYA = "+79161234567";
const MARKS = { sms: "phone", whatsapp: "chat" };

export function phoneName(number) {
  return world.phones.get(number) || (number === GALYA ? (language() === "ru" ? "Баба Галя" : "Granny Galya") : number);
}

export function phoneNumbers() {
  return world.links.modem === undefined ? [] : [...new Set([GALYA, ...world.phones.keys()])];
}

/** A row of faces; `people` are {key, name, colour, unread, app, note}. */
export function strip({ label, pick }) {
  const element = h("div.strip", { role: "tablist" });
  arrows(element, "[role=tab]", { across: true, chosen: (tab) => pick(tab.dataset.key) });
  element.update = (people, chosen, after) => {
    element.setAttribute("aria-label", label());
    reconcile(element, [...people.map((one) => ({
      key: one.key,
      sig: [one.name, one.unread, chosen === one.key, one.app, one.note, language()].join("|"),
      make: () => h("button.person", { role: "tab", type: "button", dataset: { key: one.key, focus: one.key }, "aria-selected": String(chosen === one.key), tabindex: chosen === one.key ? 0 : -1,
        "aria-label": [one.name, one.note, one.unread ? plural(one.unread, "unread") : ""].filter(Boolean).join(", "), onclick: () => pick(one.key) },
      h("span.portrait", {}, avatar(one.colour, one.name), MARKS[one.app] ? h(`span.mark.${one.app}`, {}, icon(MARKS[one.app])) : null, one.unread ? h("span.badge", {}, one.unread) : null),
      h("span.name", {}, one.app === "sms" ? one.name : one.name.split(" ")[0])),
    })), ...(after ?? [])]);
    const tab = element.querySelector("[aria-selected=true]");
    if (tab && element.lastChosen !== chosen) { element.lastChosen = chosen; tab.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  };
  return element;
}

export class Phones {
  constructor() {
    this.chosen = recall(KEY, null);
    this.current = null;
    this.inHand = []; // keys, the latest first
    this.strip = strip({ label: () => t("requesters"), pick: (key) => this.choose(key) });
    this.head = h("header.phone-head");
    this.thread = new Thread();
    this.old = new OldPhone();
    this.whatsapp = new WhatsAppPhone();
    this.nobody = h("div.empty");
    this.screen = h("div.phone", { role: "tabpanel" }, this.head);
    this.element = h("section.pane.phones", { tabindex: -1 }, this.strip, this.nobody, this.screen);
  }

  choose(key) {
    this.inHand = [key, ...this.inHand.filter((other) => other !== key)];
    this.chosen = key;
    remember(KEY, key);
    changed();
  }

  /** Every phone; keys are "p123" for Telegram, "w123" for WhatsApp and "+7…" for SMS. */
  all() {
    const telegram = requesters().map((person) => ({ key: `p${person.id}`, name: nameOf(person.id), colour: person.id, app: "telegram", number: digitsOf(person.phone_number),
      unread: unread({ chat: person.id, thread: null }, person.id) }));
    const others = [...whatsapp.persons.values()].map((person) => ({ key: `w${person.id}`, name: person.name, colour: person.name, app: "whatsapp", number: digitsOf(person.phone), note: "WhatsApp",
      unread: [...whatsapp.numbers.keys()].reduce((sum, number) => sum + unread(placeOf(person.id, number), `w${person.id}`), 0) }));
    const phones = phoneNumbers().map((number) => ({ key: number, name: phoneName(number), colour: number, app: "sms", number: digitsOf(number), note: t("no_internet"), unread: unreadOnPhone(number) }));
    return [...telegram, ...others, ...phones];
  }

  /** Faces for the strip, one for each person: phones with one number are one person's. Each shows the phone that was last in hand. */
  faces(phones) {
    const persons = new Map();
    for (const one of phones) {
      const whose = one.number || one.key;
      persons.set(whose, [...persons.get(whose) ?? [], one]);
    }
    return [...persons.values()].map((own) => {
      const latest = [this.current, ...this.inHand].find((key) => own.some((one) => one.key === key));
      const shown = own.find((one) => one.key === latest) ?? own[0];
      return { ...shown, name: own[0].name, colour: own[0].colour, unread: own.reduce((sum, one) => sum + one.unread, 0) };
    });
  }

  draw() {
    const people = this.all();
    // what was chosen stays so while it is not there yet
    this.current = people.some((one) => one.key === this.chosen) ? this.chosen : people[0]?.key ?? null;
    const faces = this.faces(people);
    this.strip.update(faces, this.current, [{ key: "add", sig: language(), make: () => h("button.person.add", { type: "button", "aria-label": t("add_requester"), dataset: { focus: "add" }, onclick: () => this.add() },
      h("span.portrait", {}, h("span.avatar.plus", {}, icon("plus"))), h("span.name", {}, t("add"))) }]);
    redraw(this.nobody, `${people.length} ${language()}`, () => (people.length ? [] : [h("p", {}, t("nobody")), h("button.primary", { type: "button", onclick: () => this.add() }, t("add_requester"))]));
    this.nobody.hidden = people.length > 0;
    this.screen.hidden = people.length === 0;
    this.element.setAttribute("aria-label", t("requesters_title"));
    const one = faces.find(({ key }) => key === this.current);
    if (!one) return;
    this.screen.setAttribute("aria-label", one.name);
    const { element } = { telegram: this.thread, whatsapp: this.whatsapp, sms: this.old }[one.app];
    if (element.parentNode !== this.screen) this.screen.replaceChildren(this.head, element);
    const others = people.filter((other) => one.number && other.number === one.number);
    if (one.app === "sms") this.drawOld(one, others);
    else if (one.app === "whatsapp") this.whatsapp.show(this.head, one, this.switcher(one, others), () => this.further(one, others));
    else this.drawChat(one, Number(one.key.slice(1)), others);
  }

  /** {sig, nodes()}: which of one person's phones is shown, when there are several. */
  switcher(one, others) {
    const nodes = () => (others.length < 2 ? null : h("div.apps", { role: "group", "aria-label": t("apps_of", { name: one.name }) }, others.map((other) => h("button.app", {
      type: "button", "aria-pressed": String(other.key === one.key), "aria-label": t(`app_${other.app}`), title: t(`app_${other.app}`), class: other.app,
      dataset: { focus: `app ${other.key}`, app: other.app }, onclick: () => this.choose(other.key) }, icon(MARKS[other.app] ?? "send"), other.unread ? h("span.badge", {}, other.unread) : null))));
    return { sig: others.map((other) => `${other.key} ${other.unread}`).join(), nodes };
  }

  drawOld(one, others) {
    const apps = this.switcher(one, others);
    redraw(this.head, `old ${one.key} ${one.name} ${apps.sig} ${language()}`, () => [avatar(one.colour, one.name), h("div.who", {}, h("b", {}, one.name),
      h("small", {}, [one.name === one.key ? "" : one.key, t("no_internet")].filter(Boolean).join(" · "))), apps.nodes()]);
    this.old.show(one.key, one.name);
  }

  drawChat(one, id, others) {
    const apps = this.switcher(one, others);
    const person = world.persons.get(id);
    const blocked = world.chats.get(id)?.blocked;
    const status = isTyping(id) ? t("typing") : [person.username ? `@${person.username}` : "", (person.language_code ?? "").toUpperCase()].filter(Boolean).join(" · ");
    redraw(this.head, [one.key, one.name, status, blocked, apps.sig, language()].join("|"), () => {
      const more = h("button.round", { type: "button", "aria-label": t("menu"), "aria-haspopup": "menu", dataset: { focus: "more" } }, icon("more"));
      const act = (verb) => () => tried(connection.telegram("POST", `/chats/${id}/${verb}`, {}));
      more.addEventListener("click", () => menu(more, [
        { icon: "send", label: "/start", act: act("start") },
        ...this.further(one, others),
        blocked ? { icon: "check", label: t("unblock"), act: act("unblock") } : { icon: "block", label: t("block"), danger: true, act: act("block") },
      ], t("menu")));
      return [avatar(id, one.name), h("div.who", {}, h("b", {}, one.name), h("small", {}, status)), apps.nodes(), more];
    });
    this.thread.show({ place: { chat: id, thread: null }, viewer: id, notice: privateNotice(id), empty: "", label: one.name });
  }

  /** What else this person's phone can do. */
  further(one, others) {
    const missing = (app) => one.number && world.links[app === "sms" ? "modem" : app] !== undefined && !others.some((other) => other.app === app);
    const install = () => newWhatsApp({ name: one.name, phone: one.number }).then((key) => key && this.choose(key));
    const text = () => { keepPhone(`+${one.number}`, one.name); this.choose(`+${one.number}`); };
    return [missing("whatsapp") ? { icon: "chat", label: t("install_whatsapp"), act: install } : null,
      missing("sms") ? { icon: "phone", label: t("take_sms"), act: text } : null];
  }

  add() {
    dialog(t("add_requester"), (close) => newRequester((key) => { close(); if (key) this.choose(key); }));
  }
}
