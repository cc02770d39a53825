// One WebSocket to the page's server: questions with answers, and news. It comes back by itself.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

export class Refused extends Error {}
export class Unreachable extends Error {}
export class Disconnected extends Error {}

export class Connection {
  /** heard(news): each message that answers nothing. changed(connected). */
  constructor(heard, changed) {
    this.heard = heard;
    this.changed = changed;
    this.waiting = new Map();
    this.number = 0;
    this.wait = FIRST_WAIT;
    this.open();
    // a laptop that wakes up should not wait for its turn
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  get connected() { return this.socket.readyState === WebSocket.OPEN; }

  open() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/socket`);
    this.socket.addEventListener("open", () => { this.wait = FIRST_WAIT; });
    this.socket.addEventListener("message", (event) => this.take(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  hurry() {
    if (this.socket.readyState === WebSocket.CLOSED) this.open();
  }

  lost() {
    for (const { reject } of this.waiting.values()) reject(new Disconnected());
    this.waiting.clear();
    this.changed(false);
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT);
  }

  take(message) {
    if ("id" in message) {
      const asked = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (!asked) return;
      if ("error" in message) asked.reject(new (message.kind === "unreachable" ? Unreachable : Refused)(message.error));
      else asked.resolve(message.answer);
      return;
    }
    if ("hello" in message) this.changed(true);
    this.heard(message);
  }

  /** Rejects with Refused, Unreachable or Disconnected. */
  ask(question) {
    if (!this.connected) return Promise.reject(new Disconnected());
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, ...question }));
    });
  }

  /** A private chat is one with `bot`, once that is known. */
  telegram(verb, path, value) {
    const ofBot = this.bot && path.startsWith("/chats/") ? `${path}${path.includes("?") ? "&" : "?"}bot=${this.bot}` : path;
    return this.ask({ to: "telegram", verb, path: ofBot, value });
  }

  whatsapp(verb, path, value) { return this.ask({ to: "whatsapp", verb, path, value }); }
  modem(verb, path, value) { return this.ask({ to: "modem", verb, path, value }); }
  forward(span) { return this.ask({ to: "clock", span }); }
}
