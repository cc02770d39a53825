// A phone with WhatsApp: a chat with the desk's number, ticks, lists, and until when the desk may write freely.

import { avatar, h, icon, isShown, redraw } from "./dom.js";
import { language, t } from "./phrases.js";
import { isTyping, now } from "./store.js";
import { dialog, menu, tried } from "./surface.js";
import { shortMoment } from "./text.js";
import { Thread } from "./thread.js";
import { LINE, changePerson, changePhone, chooseNumber, isBlocked, numberOf, placeOf, readAll, setBlocked, shownNumber, whatsapp, windowEnd } from "./whatsapp.js";

const PHONE = /^\+?\d{7,15}$/;

export class WhatsAppPhone {
  constructor() {
    this.thread = new Thread({ line: LINE });
    this.window = h("p.window", { role: "status" });
    this.element = h("section.thread.whatsapp", {}, this.window, this.thread.element);
  }

  /** head: the element that says whose phone it is. apps: the switch between one person's phones. */
  show(head, one, apps, further) {
    const person = whatsapp.persons.get(Number(one.key.slice(1)));
    const place = placeOf(person.id);
    this.drawHead(head, one, person, place, apps, further);
    this.drawWindow(place);
    const notice = noticeOf(person, place.number);
    this.thread.show({ place, viewer: one.key, notice, empty: t("whatsapp_empty", { number: shownNumber(place.number) }), label: one.name });
    if (this.thread.atEnd && isShown(this.thread.list)) readAll(place);
  }

  drawHead(head, one, person, place, apps, further) {
    const numbers = [...whatsapp.numbers.values()];
    const about = isTyping(place.chat) ? t("typing") : [person.phone ? `+${person.phone}` : "", person.username ? `@${person.username}` : "", apps.sig.includes(",") ? "" : "WhatsApp", person.online ? "" : t("offline")].filter(Boolean).join(" · ");
    redraw(head, [one.key, one.name, about, JSON.stringify(person), apps.sig, place.number, numbers.length, language()].join("|"), () => {
      const more = h("button.round", { type: "button", "aria-label": t("menu"), "aria-haspopup": "menu", dataset: { focus: "more" } }, icon("more"));
      more.addEventListener("click", () => menu(more, [...this.acts(person, place), ...further()], t("menu")));
      return [avatar(one.colour, one.name), h("div.who", {}, h("b", {}, one.name), h("small", {}, about), numbers.length > 1 ? numberChoice(person, numbers) : null), apps.nodes(), more];
    });
  }

  acts(person, place) {
    const change = (fields) => () => tried(changePerson(person, fields));
    const blocked = isBlocked(person, place.number);
    return [
      { icon: "edit", label: t("change_number"), act: () => askNumber(person) },
      person.shape === "full" ? { icon: "eye", label: t("hide_number"), act: change({ shape: "no_phone" }) } : { icon: "eye", label: t("show_number"), act: change({ shape: "full" }) },
      person.online ? { icon: "plug", label: t("go_offline"), act: change({ online: false }) } : { icon: "plug", label: t("go_online"), act: change({ online: true }) },
      { icon: blocked ? "check" : "block", label: t(blocked ? "unblock_desk" : "block_desk"), danger: !blocked, act: () => tried(setBlocked(person, place.number, !blocked)) },
    ];
  }

  drawWindow(place) {
    const end = windowEnd(place);
    const state = end === null ? "" : end > now() ? "open" : "closed";
    const words = state === "open" ? t("window_open", { when: shortMoment(end) }) : state ? t("window_closed") : "";
    redraw(this.window, `${state} ${words}`, () => (words ? [icon(state === "open" ? "clock" : "lock"), h("span", {}, words)] : []));
    this.window.className = `window ${state}`;
    this.window.title = state ? t(`window_${state}_about`) : "";
  }
}

function numberChoice(person, numbers) {
  return h("label.as", {}, h("span", {}, t("writes_to")), h("select", { dataset: { focus: "number" }, onchange: (event) => chooseNumber(person.id, event.target.value) },
    numbers.map((one) => h("option", { value: one.id, selected: one.id === numberOf(person.id) }, `${one.verified_name} · +${one.display}`))));
}

function noticeOf(person, number) {
  const said = (key, verb, act) => ({ sig: `${key} ${person.id} ${number}`, hides: true, nodes: () => [h("p", {}, icon("block"), t(key)), h("button.primary", { type: "button", onclick: act }, t(verb))] });
  if (isBlocked(person, number)) return said("desk_blocked", "unblock_desk", () => tried(setBlocked(person, number, false)));
  if (!person.online) return said("is_offline", "go_online", () => tried(changePerson(person, { online: true })));
  return null;
}

function askNumber(person) {
  const problem = h("p.problem", { role: "alert" });
  const field = h("input", { name: "number", inputmode: "tel", autocomplete: "off", autofocus: true, placeholder: "+79161112233", "aria-label": t("new_number") });
  const box = dialog(t("change_number"), (close) => h("form.fields", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const number = field.value.replace(/[\s().-]/g, "");
    problem.textContent = PHONE.test(number) ? "" : t("number_wrong");
    if (!problem.textContent && await tried(changePhone(person, number.replace("+", "")))) close();
  } }, h("p.quiet", {}, t("change_number_about")), h("label", {}, t("new_number"), field), problem,
  h("footer", {}, h("button", { type: "button", onclick: close }, t("cancel")), h("button.primary", { type: "submit" }, t("done")))));
  return box;
}
