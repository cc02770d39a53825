// The organisation's time on the wall, whether its desks are open, and the buttons that move it.

import { h, icon, redraw } from "./dom.js";
import { language, t } from "./phrases.js";
import { connection, now, world } from "./store.js";
import { toast, wordsFor } from "./surface.js";
import { fullMoment, shortMoment, span, untilOf, whenOf } from "./text.js";

const ALWAYS_MS = 300 * 86_400_000;

export class Clock {
  constructor() {
    this.time = h("b.time");
    this.ahead = h("small.ahead");
    this.desks = h("div.desks");
    this.next = h("small.next");
    this.buttons = h("div.moves", { role: "group" });
    this.bar = h("div.progress", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 }, h("span"));
    this.element = h("section.clock", {}, icon("clock"), h("div.reading", {}, h("div.now", {}, this.time, this.desks), h("div.due", {}, this.next, this.ahead)), this.buttons, this.bar);
    setInterval(() => this.draw(), 1000);
  }

  draw() {
    const { clock } = world;
    this.element.hidden = !world.hasClock;
    this.element.setAttribute("aria-label", t("clock"));
    const time = clock ? [fullMoment(now()), shortMoment(now())] : [t("clock_none"), "—"];
    redraw(this.time, time.join("|"), () => [h("span.long", {}, time[0]), h("span.short", { "aria-hidden": "true" }, time[1])]);
    this.ahead.textContent = !clock ? "" : !clock.rehearsal ? t("clock_real") : clock.ahead_seconds ? t("ahead", { span: span(clock.ahead_seconds * 1000) }) : "";
    redraw(this.desks, JSON.stringify([clock?.desks, clock?.timezone, language(), Math.floor(now() / 60_000)]), () => (clock?.desks ?? []).map(deskLine));
    this.next.textContent = nextWords(clock);
    const still = !clock?.rehearsal || world.walking !== null || !world.connected;
    redraw(this.buttons, [still, Boolean(clock?.next_deadline), language()].join("|"), () => [
      move("15m", t("plus_15m"), still), move("1h", t("plus_1h"), still),
      move("next", t("to_next"), still || !clock?.next_deadline, "primary", clock?.next_deadline ? "" : t("no_deadline"))]);
    this.drawProgress();
  }

  drawProgress() {
    const { walking, walkedFrom, clock } = world;
    this.element.classList.toggle("walking", walking !== null);
    if (walking === null) return;
    this.bar.setAttribute("aria-label", t("walking"));
    const all = { "15m": 900, "1h": 3600 }[walking];
    const share = all ? Math.min(100, Math.round(((clock?.ahead_seconds ?? 0) - walkedFrom) / all * 100)) : 50;
    this.bar.firstChild.style.width = `${Math.max(6, share)}%`;
    this.bar.setAttribute("aria-valuenow", share);
  }
}

function move(wanted, label, disabled, kind = "", title = "") {
  return h("button", { type: "button", class: kind, disabled, title, dataset: { focus: wanted, span: wanted }, onclick: () => forward(wanted) }, label);
}

async function forward(wanted) {
  try {
    await connection.forward(wanted);
  } catch (error) {
    toast(wordsFor(error, "clock_failed"), "error");
  }
}

function deskLine(desk) {
  const title = desk.title[language()] ?? Object.values(desk.title)[0];
  const until = desk.open ? desk.closes_at : desk.opens_at;
  const key = `desk_${desk.open ? "open" : "closed"}`;
  const forEver = !until || Date.parse(until) - now() > ALWAYS_MS;
  const when = forEver ? "" : desk.open ? untilOf(Date.parse(until)) : whenOf(Date.parse(until));
  return h("span.desk", { class: desk.open ? "open" : "closed" }, h("i"), t(forEver ? `${key}_always` : key, { desk: title, when }));
}

function nextWords(clock) {
  const due = clock?.next_deadline;
  if (!due) return clock?.rehearsal ? t("no_deadline") : "";
  const known = ["warning", "breach", "rung", "remind", "close"].includes(due.step) ? due.step : "other";
  const step = t(`p_${known}`, { clock: t(`k_${due.clock}`), to: due.to ? t(`to_${due.to}`) : "" });
  const left = Date.parse(due.at) - now();
  const whose = due.organisation ? ` · ${due.organisation[language()] ?? Object.values(due.organisation)[0]}` : "";
  return t("next_due", { ticket: `${due.ticket}${whose}`, step, when: left > 0 ? t("next_due_in", { span: span(left) }) : t("next_due_now") });
}
