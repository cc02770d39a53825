// The requesters: a strip to choose from, and the phone that was chosen.

import { arrows, avatar, h, icon, reconcile, redraw } from "./dom.js";
import { OldPhone } from "./oldphone.js";
import { language, plural, t } from "./phrases.js";
import { changed, connection, isTyping, keepPhone, nameOf, recall, remember, requesters, unread, unreadOnPhone, world } from "./store.js";
import { dialog, menu, tried } from "./surface.js";
import { privateNotice } from "./telegramline.js";
import { Thread } from "./thread.js";

const KEY = "otklik.phone";
const GALYA = "+79161234567";
const NUMBER = /^\+\d{7,15}$/;

export function phoneName(number) {
  return world.phones.get(number) || (number === GALYA ? (language() === "ru" ? "Баба Галя" : "Granny Galya") : number);
}

export function phoneNumbers() {
  return world.links.modem === undefined ? [] : [...new Set([GALYA, ...world.phones.keys()])];
}

/** A row of faces; `people` are {key, name, colour, unread, old, note}. */
export function strip({ label, pick }) {
  const element = h("div.strip", { role: "tablist" });
  arrows(element, "[role=tab]", { across: true, chosen: (tab) => pick(tab.dataset.key) });
  element.update = (people, chosen, after) => {
    element.setAttribute("aria-label", label());
    reconcile(element, [...people.map((one) => ({
      key: one.key,
      sig: [one.name, one.unread, chosen === one.key, one.old, one.note, language()].join("|"),
      make: () => h("button.person", { role: "tab", type: "button", dataset: { key: one.key, focus: one.key }, "aria-selected": String(chosen === one.key), tabindex: chosen === one.key ? 0 : -1,
        "aria-label": [one.name, one.note, one.unread ? plural(one.unread, "unread") : ""].filter(Boolean).join(", "), onclick: () => pick(one.key) },
      h("span.portrait", {}, avatar(one.colour, one.name), one.old ? h("span.mark", {}, icon("phone")) : null, one.unread ? h("span.badge", {}, one.unread) : null),
      h("span.name", {}, one.old ? one.name : one.name.split(" ")[0])),
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
    this.strip = strip({ label: () => t("requesters"), pick: (key) => this.choose(key) });
    this.head = h("header.phone-head");
    this.thread = new Thread();
    this.old = new OldPhone();
    this.nobody = h("div.empty");
    this.screen = h("div.phone", { role: "tabpanel" }, this.head, this.thread.element, this.old.element);
    this.element = h("section.pane.phones", { tabindex: -1 }, this.strip, this.nobody, this.screen);
  }

  choose(key) {
    this.chosen = key;
    remember(KEY, key);
    changed();
  }

  /** Everybody on the strip; keys are "p123" for persons and "+7…" for phones. */
  all() {
    const persons = requesters().map((person) => ({ key: `p${person.id}`, name: nameOf(person.id), colour: person.id, old: false,
      unread: unread({ chat: person.id, thread: null }, person.id) }));
    const phones = phoneNumbers().map((number) => ({ key: number, name: phoneName(number), colour: number, old: true, note: t("no_internet"), unread: unreadOnPhone(number) }));
    return [...persons, ...phones];
  }

  draw() {
    const people = this.all();
    // what was chosen stays so while it is not there yet
    this.current = people.some((one) => one.key === this.chosen) ? this.chosen : people[0]?.key ?? null;
    this.strip.update(people, this.current, [{ key: "add", sig: language(), make: () => h("button.person.add", { type: "button", "aria-label": t("add_requester"), dataset: { focus: "add" }, onclick: () => this.add() },
      h("span.portrait", {}, h("span.avatar.plus", {}, icon("plus"))), h("span.name", {}, t("add"))) }]);
    redraw(this.nobody, `${people.length} ${language()}`, () => (people.length ? [] : [h("p", {}, t("nobody")), h("button.primary", { type: "button", onclick: () => this.add() }, t("add_requester"))]));
    this.nobody.hidden = people.length > 0;
    this.screen.hidden = people.length === 0;
    this.element.setAttribute("aria-label", t("requesters_title"));
    const one = people.find(({ key }) => key === this.current);
    if (!one) return;
    this.screen.setAttribute("aria-label", one.name);
    this.thread.element.hidden = one.old;
    this.old.element.hidden = !one.old;
    if (one.old) this.drawOld(one);
    else this.drawChat(one, Number(one.key.slice(1)));
  }

  drawOld(one) {
    redraw(this.head, `old ${one.key} ${one.name} ${language()}`, () => [avatar(one.colour, one.name), h("div.who", {}, h("b", {}, one.name),
      h("small", {}, [one.name === one.key ? "" : one.key, t("no_internet")].filter(Boolean).join(" · ")))]);
    this.old.show(one.key, one.name);
  }

  drawChat(one, id) {
    const person = world.persons.get(id);
    const blocked = world.chats.get(id)?.blocked;
    const status = isTyping(id) ? t("typing") : [person.username ? `@${person.username}` : "", (person.language_code ?? "").toUpperCase()].filter(Boolean).join(" · ");
    redraw(this.head, [one.key, one.name, status, blocked, language()].join("|"), () => {
      const more = h("button.round", { type: "button", "aria-label": t("menu"), "aria-haspopup": "menu", dataset: { focus: "more" } }, icon("more"));
      const act = (verb) => () => tried(connection.telegram("POST", `/chats/${id}/${verb}`, {}));
      more.addEventListener("click", () => menu(more, [
        { icon: "send", label: "/start", act: act("start") },
        blocked ? { icon: "check", label: t("unblock"), act: act("unblock") } : { icon: "block", label: t("block"), danger: true, act: act("block") },
      ], t("menu")));
      return [avatar(id, one.name), h("div.who", {}, h("b", {}, one.name), h("small", {}, status)), more];
    });
    this.thread.show({ place: { chat: id, thread: null }, viewer: id, notice: privateNotice(id), empty: "", label: one.name });
  }

  add() {
    dialog(t("add_requester"), (close) => newRequester((key) => { close(); if (key) this.choose(key); }));
  }
}

function newRequester(made) {
  const input = (name, props = {}) => h("input", { name, autocomplete: "off", ...props });
  const problem = h("p.problem", { role: "alert" });
  const kind = (value, label, checked) => h("label.choice", {}, h("input", { type: "radio", name: "kind", value, checked, onchange: () => form.classList.toggle("old", value === "old") }), label);
  const form = h("form.fields", { novalidate: true }, world.links.modem === undefined ? null
    : h("fieldset", {}, kind("telegram", t("with_telegram"), true), kind("old", t("with_phone"), false)),
  h("label", {}, t("first_name"), input("first", { autofocus: true })),
  h("label.only-telegram", {}, t("last_name"), input("last")),
  h("label.only-telegram", {}, t("speaks"), h("select", { name: "speaks" }, h("option", { value: "ru" }, "Русский"), h("option", { value: "en" }, "English"))),
  h("label.only-old", {}, t("number"), input("number", { inputmode: "tel", placeholder: "+79161112233" }), h("small", {}, t("number_hint"))),
  problem, h("footer", {}, h("button", { type: "button", onclick: () => made(null) }, t("cancel")), h("button.primary", { type: "submit" }, t("create"))));
  form.elements.namedItem("speaks").value = language();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = (name) => form.elements.namedItem(name).value.trim();
    if (form.classList.contains("old")) {
      const number = value("number").replace(/[\s().-]/g, "");
      if (!NUMBER.test(number)) { problem.textContent = t("number_wrong"); return; }
      keepPhone(number, value("first"));
      made(number);
      return;
    }
    if (!value("first")) { problem.textContent = t("name_needed"); return; }
    let person = null;
    const asked = { first_name: value("first"), language_code: value("speaks"), ...(value("last") ? { last_name: value("last") } : {}) };
    if (await tried(connection.telegram("POST", "/persons", asked).then((answer) => { person = answer; }))) {
      world.persons.set(person.id, person);
      made(`p${person.id}`);
    }
  });
  return form;
}
