// What may go wrong on request: the networks of Telegram and WhatsApp, and the modem.

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

/** WhatsApp's go for all its calls, or for the webhooks that it brings. */
const WHATSAPP = [
  { key: "o_down", do: "drop_before", details: [{}] },
  { key: "o_429", shows: "w_429_shows", do: "refuse", details: [{ code: 130429 }] },
  { key: "o_500", shows: "w_500_shows", do: "500", details: [{}] },
  { key: "w_doubled", do: "duplicate_webhooks", details: [{}] },
  { key: "w_shuffled", do: "shuffle_webhooks", details: [{ milliseconds: 3000 }] },
];

export class Trouble {
  /** requester(): the person whose phone is shown, or null. */
  constructor({ requester }) {
    this.requester = requester;
    this.standing = { telegram: [], whatsapp: [] }; // orders
    this.account = null; // of WhatsApp
    this.behaviour = null;
    this.ends = 0;
    this.button = h("button.trouble", { type: "button", onclick: () => this.open() });
    setInterval(() => this.look(), LOOK_MS);
  }

  get orders() { return Object.values(this.standing).flat(); }
  get any() { return this.orders.length > 0 || this.account?.expired || (this.behaviour?.statuses ?? "normal") !== "normal" || world.modem?.hung || world.modem?.cable === false; }

  draw() {
    const left = Math.max(0, this.ends - Date.now());
    redraw(this.button, [this.any, left > 0 ? Math.ceil(left / 1000) : "", language()].join("|"), () => [icon("warning"), h("span", {}, t("trouble")), left > 0 ? h("b", {}, span(left)) : null]);
    this.button.classList.toggle("on", Boolean(this.any));
    this.button.setAttribute("aria-haspopup", "dialog");
    if (this.body?.isConnected) redraw(this.body, JSON.stringify([this.orders.map((one) => one.id), this.account, this.behaviour, world.modem, world.links, left > 0, language()]), () => this.rows());
  }

  async look() {
    if (!this.any && !this.body?.isConnected) return;
    await this.ask();
    changed();
  }

  async ask() {
    try {
      const there = Object.keys(this.standing).filter((name) => world.links[name] !== undefined);
      for (const name of there) this.standing[name] = (await connection[name]("GET", "/orders")).orders;
      if (there.includes("whatsapp")) {
        [this.account] = (await connection.whatsapp("GET", "/accounts")).accounts;
        this.behaviour = await connection.whatsapp("GET", "/behaviour");
      }
      const lefts = this.orders.map((one) => one.left_seconds).filter((left) => left !== null);
      this.ends = lefts.length ? Date.now() + Math.max(...lefts) * 1000 : 0;
    } catch { /* said elsewhere: the simulator is away */ }
  }

  async give(link, orders) {
    await this.change(Promise.all(orders.map((order) => connection[link]("POST", "/orders", order))));
  }

  async change(promise) {
    await tried(promise);
    await this.ask();
    changed();
  }

  stop() {
    const there = Object.keys(this.standing).filter((name) => this.standing[name].length);
    return this.change(Promise.all(there.map((name) => connection[name]("DELETE", "/orders"))));
  }

  open() {
    this.body = h("div.faults");
    dialog(t("trouble_title"), (close) => [h("p.quiet", {}, t("trouble_intro")), this.body, h("footer", {}, h("button.primary", { type: "button", onclick: close }, t("done")))]);
    this.ask().then(changed);
    this.draw();
  }

  rows() {
    return [h("h3", {}, t("trouble_telegram")), ...this.ordered("telegram", TELEGRAM), this.unsure(), ...this.whatsapp(),
      this.orders.length ? h("button.stop", { type: "button", onclick: () => this.stop() }, icon("close"), t("o_stop")) : null, h("h3", {}, t("trouble_modem")), ...this.modem()];
  }

  ordered(link, kinds) {
    return kinds.map((one) => this.fault(t(one.key), t(one.shows ?? `${one.key}_shows`),
      () => this.give(link, one.details.map((details) => ({ do: one.do, seconds: SECONDS, ...details }))), false, `${link} ${one.key}`));
  }

  fault(label, shows, act, on = false, focus = label) {
    return h("button.fault", { type: "button", "aria-pressed": String(on), dataset: { focus }, onclick: act }, h("b", {}, label), shows ? h("small", {}, shows) : null);
  }

  unsure() {
    const chat = this.requester();
    return chat === null ? null : this.fault(t("o_unsure"), t("o_unsure_shows"), () => this.give("telegram", [{ do: "accept_then_drop", method: "sendMessage", chat_id: chat, times: 1 }]));
  }

  whatsapp() {
    if (world.links.whatsapp === undefined) return [];
    const { account, behaviour } = this;
    const toggled = (on, off, is, act) => this.fault(t(is ? off : on), t(`${on}_shows`), () => this.change(act(!is)), is);
    return [h("h3", {}, t("trouble_whatsapp")), ...this.ordered("whatsapp", WHATSAPP),
      account ? toggled("w_expire", "w_renew", account.expired, (expired) => connection.whatsapp("PATCH", `/accounts/${account.id}`, { expired })) : null,
      behaviour ? toggled("w_withhold", "w_release", behaviour.statuses === "withheld", (on) => connection.whatsapp("PUT", "/behaviour", { statuses: on ? "withheld" : "normal" })) : null];
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
