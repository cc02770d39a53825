// The dialog that gives a new requester a phone: with Telegram, with WhatsApp, or without internet.

import { h } from "./dom.js";
import { language, t } from "./phrases.js";
import { connection, keepPhone, world } from "./store.js";
import { tried } from "./surface.js";
import { newWhatsApp } from "./whatsapp.js";

const NUMBER = /^\+\d{7,15}$/;

/** made(key): of the phone that is there now; null when nobody is wanted after all. */
export function newRequester(made) {
  const input = (name, props = {}) => h("input", { name, autocomplete: "off", ...props });
  const problem = h("p.problem", { role: "alert" });
  const kind = (value, label) => h("label.choice", {}, h("input", { type: "radio", name: "kind", value, checked: value === "telegram", onchange: () => { form.dataset.kind = value; } }), label);
  const kinds = [["telegram", t("with_telegram"), true], ["whatsapp", t("with_whatsapp"), world.links.whatsapp !== undefined], ["sms", t("with_phone"), world.links.modem !== undefined]].filter(([, , there]) => there);
  const form = h("form.fields", { novalidate: true, dataset: { kind: "telegram" } }, kinds.length < 2 ? null : h("fieldset", {}, kinds.map(([value, label]) => kind(value, label))),
    h("label", {}, t("first_name"), input("first", { autofocus: true })),
    h("label.of-telegram", {}, t("last_name"), input("last")),
    h("label.of-telegram", {}, t("speaks"), h("select", { name: "speaks" }, h("option", { value: "ru" }, "Русский"), h("option", { value: "en" }, "English"))),
    h("label.of-whatsapp.of-sms", {}, t("number"), input("number", { inputmode: "tel", placeholder: "+79161112233" }), h("small", {}, t("number_hint"))),
    problem, h("footer", {}, h("button", { type: "button", onclick: () => made(null) }, t("cancel")), h("button.primary", { type: "submit" }, t("create"))));
  form.elements.namedItem("speaks").value = language();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = (name) => form.elements.namedItem(name).value.trim();
    const number = said("number").replace(/[\s().-]/g, "");
    const wrong = form.dataset.kind !== "telegram" && !NUMBER.test(number) ? "number_wrong" : form.dataset.kind !== "sms" && !said("first") ? "name_needed" : "";
    problem.textContent = wrong ? t(wrong) : "";
    if (wrong) return;
    const key = await MAKING[form.dataset.kind]({ first: said("first"), last: said("last"), speaks: said("speaks"), number });
    if (key) made(key);
  });
  return form;
}

const MAKING = {
  sms: ({ first, number }) => { keepPhone(number, first); return number; },
  whatsapp: ({ first, number }) => newWhatsApp({ name: first, phone: number.slice(1) }),

  async telegram({ first, last, speaks }) {
    let person = null;
    const asked = { first_name: first, language_code: speaks, ...(last ? { last_name: last } : {}) };
    if (!await tried(connection.telegram("POST", "/persons", asked).then((answer) => { person = answer; }))) return null;
    world.persons.set(person.id, person);
    return `p${person.id}`;
  },
};
