// What may go wrong on request: the network of Telegram, and the modem.

import { h, icon, redraw } from "./dom.js";
import { language, t } from "./phrases.js";
import { changed, connection, world } from "./store.js";
import { dialog, tried } from "./surface.js";
import { span } from "./text.js";

const SECONDS = 20;
const EVERYTHING = [{}, { method: "getUpdates" }];
const LOOK_MS = 1000;

/** do: as the simulator calls it; each is given once for the bot's own calls, and for its polling if it is meant. */
const TELEGRAM = [
  { key: "o_down", do: "drop_before", details: EVERYTHING },
  { key: "o_429", do: "429", details: [{ retry_after: 2 }] },
  { key: "o_500", do: "500", details: EVERYTHING },
  { key: "o_slow", do: "slow", details: [{ milliseconds: 1500 }] },
];

export class Trouble {
  /** requester(): the person whose phone is shown, or null. */
  constructor({ requester }) {
    this.requester = requester;
    this.standing = []; // Telegram's orders
    this.ends = 0;
    this.button = h("button.trouble", { type: "button", onclick: () => this.open() });
    setInterval(() => this.look(), LOOK_MS);
  }

  get any() { return this.standing.length > 0 || world.modem?.hung || world.modem?.cable === false; }

  draw() {
    const left = Math.max(0, this.ends - Date.now());
    redraw(this.button, [this.any, left > 0 ? Math.ceil(left / 1000) : "", language()].join("|"), () => [icon("warning"), h("span", {}, t("trouble")), left > 0 ? h("b", {}, span(left)) : null]);
    this.button.classList.toggle("on", Boolean(this.any));
    this.button.setAttribute("aria-haspopup", "dialog");
    if (this.body?.isConnected) redraw(this.body, JSON.stringify([this.standing.map((one) => one.id), world.modem, world.links, left > 0, language()]), () => this.rows());
  }

  async look() {
    if (!this.standing.length && !this.body?.isConnected) return;
    await this.ask();
    changed();
  }

  async ask() {
    try {
      this.standing = (await connection.telegram("GET", "/orders")).orders;
      const lefts = this.standing.map((one) => one.left_seconds).filter((left) => left !== null);
      this.ends = lefts.length ? Date.now() + Math.max(...lefts) * 1000 : 0;
    } catch { /* said elsewhere: the simulator is away */ }
  }

  async give(orders) {
    await tried(Promise.all(orders.map((order) => connection.telegram("POST", "/orders", order))));
    await this.ask();
    changed();
  }

  open() {
    this.body = h("div.faults");
    dialog(t("trouble_title"), (close) => [h("p.quiet", {}, t("trouble_intro")), this.body, h("footer", {}, h("button.primary", { type: "button", onclick: close }, t("done")))]);
    this.ask().then(changed);
    this.draw();
  }

  rows() {
    return [h("h3", {}, t("trouble_telegram")), ...TELEGRAM.map((one) => this.fault(t(one.key), t(`${one.key}_shows`),
      () => this.give(one.details.map((details) => ({ do: one.do, seconds: SECONDS, ...details }))))), this.unsure(),
    this.standing.length ? h("button.stop", { type: "button", onclick: () => tried(connection.telegram("DELETE", "/orders")).then(() => this.ask()).then(changed) }, icon("close"), t("o_stop")) : null,
    h("h3", {}, t("trouble_modem")), ...this.modem()];
  }

  fault(label, shows, act, on = false) {
    return h("button.fault", { type: "button", "aria-pressed": String(on), dataset: { focus: label }, onclick: act }, h("b", {}, label), shows ? h("small", {}, shows) : null);
  }

  unsure() {
    const chat = this.requester();
    return chat === null ? null : this.fault(t("o_unsure"), t("o_unsure_shows"), () => this.give([{ do: "accept_then_drop", method: "sendMessage", chat_id: chat, times: 1 }]));
  }

  modem() {
    const { modem } = world;
    if (world.links.modem === undefined || !modem) return [h("p.quiet", {}, t("modem_none"))];
    const act = (verb, path, value) => () => tried(connection.modem(verb, path, value));
    const sim = modem.slots.SM ?? Object.values(modem.slots)[0];
    const facts = { number: modem.number, operator: modem.operator, signal: modem.signal, used: sim.used, capacity: sim.capacity };
    return [
      h("p.quiet", {}, t(modem.cable ? "modem_state" : "modem_unplugged", facts), modem.waiting ? ` · ${t("modem_waiting", { count: modem.waiting })}` : ""),
      modem.cable ? this.fault(t("cable_out"), "", act("POST", "/cable", { plugged: false })) : this.fault(t("cable_in"), "", act("POST", "/cable", { plugged: true }), true),
      modem.hung ? this.fault(t("modem_wakes"), "", act("DELETE", "/orders"), true) : this.fault(t("modem_silent"), "", act("POST", "/orders", { kind: "silent" })),
      sim.used >= sim.capacity ? this.fault(t("sim_empty"), "", act("POST", "/sim", { full: false }), true) : this.fault(t("sim_full"), "", act("POST", "/sim", { full: true })),
      this.fault(t("reports_held"), "", act("POST", "/reports", { mode: "withheld" })),
      this.fault(t("reports_go"), "", () => tried(connection.modem("POST", "/reports", { mode: "delivered" }).then(() => connection.modem("POST", "/reports/send", {})))),
    ];
  }
}
