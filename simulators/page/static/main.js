// The page put together: header, guide, three panes, and what stands over them when a connection is gone.

import { h, icon, redraw } from "./dom.js";
import { Clock } from "./clock.js";
import { Guide } from "./guide.js";
import { Phones, phoneName } from "./phones.js";
import { language, speak, t } from "./phrases.js";
import { Group, Heads } from "./staff.js";
import { changed, isService, nameOf, onChange, onNews, recall, remember, unread, world, groups, GENERAL } from "./store.js";
import { announce, dialog } from "./surface.js";
import { Trouble } from "./trouble.js";
import { gist } from "./text.js";
import { personKey } from "./whatsapplook.js";

const TAB = "otklik.tab";
const PANES = ["phones", "group", "heads"];

const phones = new Phones();
const group = new Group();
const heads = new Heads();
const clock = new Clock();
const trouble = new Trouble({ requester: () => (phones.current?.startsWith("p") ? Number(phones.current.slice(1)) : null) });
const panes = { phones, group, heads, clock };
const tabs = h("nav.tabs", { role: "tablist" });
const guide = new Guide({ panes, reveal: (pane) => tabs.querySelector(`[data-pane=${pane}]`) });
const brand = h("h1.brand");
const tools = h("div.tools");
const banner = h("div.banners", { role: "status" });
const board = h("main.board", { dataset: { tab: recall(TAB, "phones") } }, tabs, phones.element, group.element, heads.element);
document.getElementById("app").append(h("header.top", {}, brand, clock.element, tools), banner, guide.element, board);

function show(pane, focus = false) {
  board.dataset.tab = pane;
  remember(TAB, pane);
  changed();
  if (focus) panes[pane].element.focus();
}

function drawTabs() {
  const count = {
    phones: phones.all().reduce((sum, one) => sum + one.unread, 0),
    group: groups().flatMap((one) => [GENERAL, ...(world.topics.get(one.id)?.keys() ?? [])].map((thread) => unread({ chat: one.id, thread }, group.actor))).reduce((sum, one) => sum + one, 0),
    heads: heads.unread(),
  };
  const labels = { phones: t("requesters"), group: t("group"), heads: t("head") };
  redraw(tabs, JSON.stringify([count, board.dataset.tab, language()]), () => PANES.map((pane) => h("button", {
    type: "button", role: "tab", dataset: { pane, focus: pane }, "aria-selected": String(board.dataset.tab === pane), onclick: () => show(pane),
  }, labels[pane], count[pane] ? h("span.badge", {}, count[pane]) : null)));
}

function drawTools() {
  redraw(brand, language(), () => [h("span.logo", { "aria-hidden": "true" }), h("span", {}, t("title"))]);
  if (!tools.childElementCount) {
    const tongue = h("button.tongue", { type: "button", onclick: () => { speak(language() === "ru" ? "en" : "ru"); changed(); } });
    const keys = h("button.round.keys-help", { type: "button", onclick: () => dialog(t("help"), (close) => [h("p", {}, t("help_text")), h("footer", {}, h("button.primary", { type: "button", onclick: close }, t("done")))]) }, icon("help"));
    tools.append(guide.button, trouble.button, tongue, keys);
    Object.assign(tools, { tongue, keys });
  }
  redraw(tools.tongue, language(), () => [h("span.long", {}, t("other_language")), h("span.short", { "aria-hidden": "true" }, language() === "ru" ? "EN" : "RU")]);
  tools.tongue.setAttribute("aria-label", t("other_language"));
  tools.tongue.lang = language() === "ru" ? "en" : "ru";
  tools.keys.setAttribute("aria-label", t("help"));
  document.title = t("title");
}

function drawBanner() {
  const lines = [];
  if (world.connected === false) lines.push(t("lost"));
  else {
    if (world.links.telegram === false) lines.push(t("telegram_away"));
    if (world.links.whatsapp === false) lines.push(t("whatsapp_away"));
    if (world.links.modem === false) lines.push(t("modem_away"));
  }
  redraw(banner, lines.join("|"), () => lines.map((line) => h("p", {}, icon("warning"), line)));
}

function draw() {
  drawTools();
  drawBanner();
  document.body.classList.toggle("loading", !world.loaded && !world.persons.size);
  board.dataset.loading = t("loading");
  phones.draw();
  group.draw();
  heads.draw();
  clock.draw();
  trouble.draw();
  drawTabs();
  guide.draw();
}

onChange(draw);

onNews(({ from, event }) => {
  if (from === "modem" && event.event === "sms_to_phone") announce(`SMS → ${phoneName(event.phone)}: ${event.text ?? ""}`);
  if (from === "whatsapp" && event.event === "message" && event.type !== "reaction") announce(`WhatsApp, ${nameOf(personKey(event.person_id))}: ${event.by_business ? "← " : ""}${event.text || t("m_other")}`);
  if (from !== "telegram" || event.event !== "message" || isService(event.message)) return;
  announce(`${nameOf(event.message.sender_id)} → ${event.chat_id > 0 ? nameOf(event.chat_id) : world.chats.get(event.chat_id)?.title ?? ""}: ${gist(event.message)}`);
});

addEventListener("keydown", (event) => {
  const pane = event.altKey && !event.ctrlKey && !event.metaKey ? PANES[["Digit1", "Digit2", "Digit3"].indexOf(event.code)] : null;
  if (!pane) return;
  event.preventDefault();
  show(pane);
  const inside = panes[pane];
  draw();
  const field = inside.thread.composer.form.hidden || !inside.thread.composer.form.getClientRects().length ? inside.element : inside.thread.composer.field;
  field.focus();
});

document.addEventListener("visibilitychange", changed);
addEventListener("resize", changed);
draw();
