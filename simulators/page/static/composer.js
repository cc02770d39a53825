// The field one types into: a draft for each place, reply and edit, files, drag and paste.

import { h, icon, redraw } from "./dom.js";
import { language, t } from "./phrases.js";
import { nameOf } from "./store.js";
import { closeMenu, menu, toast, wordsFor } from "./surface.js";
import { gist } from "./text.js";
import * as media from "./media.js";

const TALLEST = 160;
const STICKERS = ["👍", "🙏", "🎉", "😀", "😡", "🔥"];
const DRAFTS = "otklik.drafts";

// of this tab only: they outlive a reload, and two tabs don't type into each other
const drafts = new Map(Object.entries(fromSession()));

function fromSession() {
  try { return JSON.parse(sessionStorage.getItem(DRAFTS)) ?? {}; } catch { return {}; }
}

function keepDraft(key, text) {
  if (text) drafts.set(key, text); else drafts.delete(key);
  try { sessionStorage.setItem(DRAFTS, JSON.stringify(Object.fromEntries(drafts))); } catch { /* full: kept until the tab closes */ }
}

export class Composer {
  /**
   * send(fields): a promise; it rejects when nothing was sent. edit(message, text): the same.
   * lastOwn(): the message that ↑ edits. leave(): Esc in a field with nothing to cancel.
   * tap(label): a key below the field. line: the messenger, which says what may be sent.
   */
  constructor({ send, edit, lastOwn, leave, tap, line }) {
    Object.assign(this, { send, edit, lastOwn, leave, tap, line });
    this.key = null;
    this.about = null; // {kind: "reply" | "edit", message}
    this.files = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.picked() });
    this.field = h("textarea", { rows: 1, enterkeyhint: "send", dir: "auto", oninput: () => this.typed(), onkeydown: (event) => this.key_(event), onpaste: (event) => this.pasted(event) });
    this.clip = h("button.round", { type: "button", "aria-haspopup": "menu", onclick: () => this.offer() }, icon("attach"));
    this.go = h("button.round.go", { type: "submit" }, icon("send"));
    this.bar = h("div.about");
    this.keys = h("div.below"); // what a bot hangs below the field
    this.form = h("form.composer", { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.bar, h("div.entry", {}, this.clip, this.field, this.go), this.keys, this.files);
  }

  /** viewer: whose words these are. */
  show(key, viewer) {
    if (key !== this.key) {
      this.key = key;
      this.about = null;
      this.field.value = drafts.get(key) ?? "";
      this.grow();
    }
    redraw(this.bar, `${this.about?.kind ?? ""} ${this.about?.message.version ?? ""} ${language()}`, () => this.drawBar());
    const label = t("write_as", { name: this.line.writer(viewer) });
    this.field.placeholder = t("write");
    this.field.setAttribute("aria-label", label);
    this.clip.setAttribute("aria-label", t("attach"));
    this.go.setAttribute("aria-label", t("send"));
    this.form.classList.toggle("empty", !this.field.value.trim());
  }

  /** keys: rows of Telegram's keyboard buttons; [] for none. */
  showKeys(keys) {
    redraw(this.keys, `${JSON.stringify(keys)} ${language()}`, () => keys.map((row) => h("div.keys", {}, row.map((key) => {
      const shares = key.request_contact ? icon("phone") : null;
      return h("button.key", { type: "button", dataset: { focus: `below ${key.text}` }, onclick: () => this.tap(key.text) }, shares, key.text);
    }))));
  }

  drawBar() {
    if (!this.about) return [];
    const { kind, message } = this.about;
    return [icon(kind), h("div", {}, h("b", {}, kind === "edit" ? t("editing") : t("replying", { name: nameOf(message.sender_id) })), h("span", {}, gist(message))),
      h("button.round", { type: "button", "aria-label": t("cancel"), onclick: () => { this.cancel(); this.field.focus(); } }, icon("close"))];
  }

  begin(kind, message) {
    if (kind === "edit") { this.kept = this.field.value; this.field.value = message.text ?? message.caption ?? ""; }
    this.about = { kind, message };
    this.refresh();
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  cancel() {
    if (this.about?.kind === "edit") this.field.value = this.kept ?? "";
    this.about = null;
    keepDraft(this.key, this.field.value);
    this.refresh();
  }

  refresh() {
    this.grow();
    redraw(this.bar, `${this.about?.kind ?? ""} ${this.about?.message.version ?? ""} ${language()}`, () => this.drawBar());
    this.form.classList.toggle("empty", !this.field.value.trim());
  }

  grow() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight + 2, TALLEST)}px`;
  }

  typed() {
    if (this.about?.kind !== "edit") keepDraft(this.key, this.field.value);
    this.grow();
    this.form.classList.toggle("empty", !this.field.value.trim());
  }

  key_(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.submit(); }
    else if (event.key === "Escape") { event.preventDefault(); if (this.about) this.cancel(); else this.leave(); }
    else if (event.key === "ArrowUp" && !this.field.value && !this.about) {
      const message = this.lastOwn();
      if (message) { event.preventDefault(); this.begin("edit", message); }
    }
  }

  async submit() {
    const text = this.field.value.trim();
    const { about, key } = this;
    if (!text || this.sending) return;
    this.sending = true;
    try {
      if (about?.kind === "edit") await this.edit(about.message, text);
      else await this.send({ text, ...this.replying() });
    } catch (error) {
      toast(wordsFor(error, "not_sent"), "error");
      return;
    } finally { this.sending = false; }
    if (about?.kind !== "edit") keepDraft(key, "");
    if (this.key !== key) return;
    // what was typed while it went stays
    const same = this.field.value.trim() === text;
    this.about = null;
    this.field.value = about?.kind === "edit" ? this.kept ?? "" : same ? "" : this.field.value;
    keepDraft(key, this.field.value);
    this.refresh();
  }

  replying() {
    return this.about?.kind === "reply" ? { reply_to_message_id: this.about.message.message_id } : {};
  }

  async put(made) {
    try {
      await this.send({ ...await made, ...this.replying() });
      if (this.about?.kind === "reply") this.cancel();
    } catch (error) {
      toast(error instanceof media.TooLarge ? t("too_large", { name: error.message }) : wordsFor(error, "not_sent"), "error");
    }
  }

  // -- files

  offer() {
    const pick = (accept) => () => { this.files.accept = accept; this.files.click(); };
    const lines = language() === "ru" ? ["Договор № 42", "Адрес: ул. Полярная, 7"] : ["Contract 42", "Address: 7 Polar Street"];
    const put = (making) => () => this.put(making());
    const kinds = {
      photo: { icon: "image", act: pick("image/png,image/jpeg,image/webp") },
      file: { icon: "file", act: pick("") },
      photo_sample: { icon: "image", act: put(media.samplePhoto) },
      album_sample: { icon: "album", act: put(media.sampleAlbum) },
      file_sample: { icon: "file", act: put(() => media.sampleFile(language() === "ru" ? "договор.txt" : "contract.txt", lines)) },
      voice_sample: { icon: "voice", act: put(media.sampleVoice) },
      location: { icon: "pin", act: put(() => ({ location: { latitude: 55.751244, longitude: 37.618423 } })) },
      sticker: { nodes: h("div.faces", { role: "group", "aria-label": t("sticker") }, STICKERS.map((sign) => h("button.face-button", { type: "button", role: "menuitem", tabindex: -1, "aria-label": `${t("sticker")} ${sign}`, onclick: () => { closeMenu(true); this.put(media.sticker(sign)); } }, sign))) },
    };
    menu(this.clip, this.line.files.map((kind) => ({ label: t(kind), ...kinds[kind] })), t("attach"));
  }

  picked() {
    this.take(this.files.files, this.files.accept !== "");
    this.files.value = "";
  }

  pasted(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.take(event.clipboardData.files, true);
  }

  async take(files, asPictures) {
    if (!files.length) return;
    if (files.length > 10) toast(t("album_most"));
    const caption = this.field.value.trim();
    const key = this.key;
    await this.put(media.ofFiles([...files], caption, asPictures).then((made) => {
      if (caption && this.key === key) { this.field.value = ""; keepDraft(key, ""); this.refresh(); }
      return made;
    }));
  }

  /** Files may be dropped anywhere on `element`. */
  catchDrops(element) {
    const over = (on) => (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      element.classList.toggle("dropping", on);
      element.dataset.drop = t("drop_here");
    };
    element.addEventListener("dragover", over(true));
    element.addEventListener("dragleave", over(false));
    element.addEventListener("drop", (event) => { over(false)(event); this.take(event.dataTransfer.files, true); });
  }
}

