// A phone without internet: a thread of texts, a keypad to ring, and what became of the call.

import { h, icon, isShown, reconcile, redraw } from "./dom.js";
import { language, plural, t } from "./phrases.js";
import { callOf, connection, markRead, phoneLog, recall, remember, world } from "./store.js";
import { toast, tried, wordsFor } from "./surface.js";
import { dayKey, dayOf, smsSize, timeOf } from "./text.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", "⌫"];
const RINGS = 6;
const WITHHOLD = "otklik.withhold";
const KEYPAD = "otklik.keypad";
const drafts = new Map();

export class OldPhone {
  constructor() {
    this.number = null;
    this.dialled = null;
    this.list = h("div.messages", { role: "list", tabindex: 0 });
    this.hint = h("div.empty");
    this.field = h("textarea", { rows: 1, enterkeyhint: "send", oninput: () => this.typed(), onkeydown: (event) => this.keyed(event) });
    this.count = h("small.count", { "aria-live": "polite" });
    this.go = h("button.round.go", { type: "submit" }, icon("send"));
    this.form = h("form.composer.sms", { onsubmit: (event) => { event.preventDefault(); this.send(); } }, h("div.entry", {}, this.field, this.count, this.go));
    this.display = h("input.display", { inputmode: "tel", autocomplete: "off", oninput: () => { this.dialled = this.display.value; } });
    this.keys = h("div.keypad");
    this.open = recall(KEYPAD, false);
    this.hidden = h("input", { type: "checkbox", checked: recall(WITHHOLD, false), onchange: () => remember(WITHHOLD, this.hidden.checked) });
    this.state = h("p.call-state", { role: "status" });
    this.withhold = h("label.withhold", {}, this.hidden, h("span"));
    this.toggle = h("button.round", { type: "button", onclick: () => { this.open = !this.open; remember(KEYPAD, this.open); this.drawPad(); } }, icon("keypad"));
    this.buttons = h("div.call-buttons");
    this.pad = h("div.dialler", {}, this.state, h("div.dial-line", {}, this.display, this.toggle, this.buttons), this.keys, this.withhold);
    this.element = h("section.thread.oldphone", {}, h("div.scroller", {}, this.hint, this.list), this.form, this.pad);
  }

  show(number, name) {
    if (number !== this.number) {
      this.number = number;
      this.dialled = null;
      this.field.value = drafts.get(number) ?? "";
    }
    const log = phoneLog(number).filter((event) => event.event.startsWith("sms") || event.over || event.state === "over");
    const grew = this.list.childElementCount;
    reconcile(this.list, rows(log));
    this.list.setAttribute("aria-label", name);
    if (this.list.childElementCount !== grew) requestAnimationFrame(() => { this.list.scrollTop = this.list.scrollHeight; });
    redraw(this.hint, `${log.length > 0} ${language()}`, () => (log.length ? [] : [h("p", {}, t("sms_empty"))]));
    if (isShown(this.list) && log.length) markRead(number, log.at(-1).id);
    this.drawField();
    this.drawPad();
  }

  drawField() {
    this.field.placeholder = t("sms_write");
    this.field.setAttribute("aria-label", t("sms_write"));
    this.go.setAttribute("aria-label", t("send"));
    this.form.classList.toggle("empty", !this.field.value.trim());
    const { parts, left } = smsSize(this.field.value);
    this.count.textContent = this.field.value ? `${plural(parts, "sms_parts")} · ${t("sms_left", { left })}` : "";
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 120)}px`;
  }

  drawPad() {
    const desk = world.modem?.number ?? "";
    if (document.activeElement !== this.display) this.display.value = this.dialled ?? desk;
    this.display.setAttribute("aria-label", t("number"));
    redraw(this.keys, language(), () => KEYS.map((key) => h("button.pad-key", { type: "button", "aria-label": key === "⌫" ? t("erase") : key, onclick: () => this.dial(key) }, key)));
    this.keys.hidden = this.withhold.hidden = !this.open;
    this.withhold.lastChild.textContent = t("withhold");
    this.toggle.setAttribute("aria-label", t("keypad"));
    this.toggle.setAttribute("aria-expanded", String(this.open));
    const call = callOf(this.number);
    redraw(this.state, `${call?.state} ${desk} ${language()}`, () => (call ? [h("span.pulse", {}, t(callKey(call), { number: desk }))] : [h("span", {}, t("desk_number", { number: desk }))]));
    redraw(this.buttons, `${call?.call ?? ""} ${call?.state ?? ""} ${language()}`, () => (call ? duringCall(call) : [
      h("button.call", { type: "button", dataset: { focus: "call" }, onclick: () => this.ring() }, icon("phone"), t("call"))]));
  }

  dial(key) {
    const before = this.display.value;
    this.dialled = key === "⌫" ? before.slice(0, -1) : before + key;
    this.display.value = this.dialled;
  }

  ring() {
    const desk = world.modem?.number ?? "";
    if (this.display.value.replace(/[\s().-]/g, "") !== desk) { toast(t("wrong_number", { number: desk }), "error"); return; }
    tried(connection.modem("POST", "/ring", { from: this.hidden.checked ? "" : this.number, rings: RINGS }));
  }

  typed() {
    drafts.set(this.number, this.field.value);
    this.drawField();
  }

  keyed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.send(); }
    else if (event.key === "Escape") { event.preventDefault(); this.list.focus(); }
  }

  async send() {
    const text = this.field.value.trim();
    const { number } = this;
    if (!text || this.sending) return;
    this.sending = true;
    try {
      await connection.modem("POST", "/sms", { from: number, text });
    } catch (error) {
      toast(wordsFor(error, "not_sent"), "error");
      return;
    } finally { this.sending = false; }
    drafts.delete(number);
    if (this.number === number && this.field.value.trim() === text) this.field.value = "";
    this.drawField();
  }
}

function rows(log) {
  const found = [];
  let day = "";
  for (const event of log) {
    const at = Date.parse(event.at);
    if (dayKey(at) !== day) {
      day = dayKey(at);
      found.push({ key: `day ${day}`, sig: `${dayOf(at)} ${language()}`, make: () => h("div.day", { role: "separator" }, h("span", {}, dayOf(at))) });
    }
    found.push(event.event.startsWith("sms") ? sms(event, at) : call(event, at));
  }
  return found;
}

/** Of a call that goes on: one that rings here may be answered or rejected, any other ended. */
function duringCall(call) {
  const asked = (act) => () => tried(connection.modem("POST", `/calls/${call.call}/${act}`, {}));
  const red = (act, key) => h("button.hangup", { type: "button", dataset: { focus: "call" }, onclick: asked(act) }, icon("hangup"), t(key));
  if (callKey(call) !== "c_from_modem") return [red("hang_up", "hang_up")];
  return [h("button.call", { type: "button", dataset: { focus: "answer" }, onclick: asked("answer") }, icon("phone"), t("answer_call")), red("reject", "reject_call")];
}

function callKey(call) {
  if (call.event === "call_from_phone") return `c_${call.state}`;
  return call.state === "ringing" ? "c_from_modem" : "c_from_modem_answered";
}

function call(event, at) {
  const key = event.event === "call_to_phone" ? "c_from_modem_over" : `c_${event.state}`;
  return { key: `c ${event.call}`, sig: `${event.version} ${language()}`, make: () => h("div.service", { role: "listitem" },
    h("span", {}, icon(event.state === "rejected" ? "hangup" : "phone"), ` ${t(key, { number: world.modem?.number ?? "" })} · ${timeOf(at)}`)) };
}

function sms(event, at) {
  const own = event.event === "sms_from_phone";
  const sent = own ? null : world.sent.get(event.message);
  const parts = own ? event.parts : sent?.parts[0]?.of ?? 1;
  const report = own ? t("sms_sent") : reportOf(sent);
  return { key: `t ${event.id}`, sig: [event.id, parts, report, language()].join("|"), make: () => h("div.message", { class: own ? "own" : "other", role: "listitem", dataset: { sms: event.id } },
    h("div.stack", {}, h("div.line", {}, h("div.bubble", {}, h("div.words", { dir: "auto" }, event.text ?? t("not_text")),
      h("div.foot", {}, h("span", {}, plural(parts, "sms_parts")), report ? h("span", {}, report) : null, h("time", {}, timeOf(at))))))) };
}

function reportOf(sent) {
  const wanted = (sent?.parts ?? []).filter((part) => part.report_wanted);
  if (!wanted.length) return "";
  const worst = ["failed", "trying"].find((state) => wanted.some((part) => part.report === state));
  if (worst) return t(`report_${worst}`);
  return t(wanted.every((part) => part.report === "delivered") ? "report_delivered" : "report_waiting");
}
