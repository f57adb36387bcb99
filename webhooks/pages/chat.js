// The chat page: two phones that talk to the simulator's JSON, and the demo's clock. All text is put in as text, never
// as HTML.

// WhatsApp's limits, as in bot/channels/content.py: beyond them choices are numbered text.
const MAX_BODY = 1024;
const MAX_BUTTONS = 3;
const MAX_BUTTON_LABEL = 20;
const MAX_ROWS = 10;
const MAX_ROW_LABEL = 24;
// Telegram: two labels up to this long stand side by side.
const SHORT_LABEL = 14;

const POLL_MS = 1000;
const CLOCK_MS = 5000;
const TIMEOUT_MS = 20000;
const DUE_WORK_MS = 120000;
const NEAR_END = 80;
const STRANGER = "stranger";
const ICONS = {
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  list: "M4 7h16M4 12h16M4 17h16",
};
const TRIES = {
  student: ["book", "any chance thu after 3?", "how much do I owe", "hvad skylder jeg", "my lessons", "menu"],
  teacher: ["today", "week", "attendance", "menu"],
  stranger: ["hi", "NORD", "hej"],
};

const phones = {};
const announcer = document.getElementById("announcer");
const sheet = document.querySelector(".sheet");
let people = [];
let clock = null;

// The server

class Refused extends Error {}

async function ask(path, body, timeout = TIMEOUT_MS) {
  const request = { signal: AbortSignal.timeout(timeout) };
  if (body !== undefined) {
    Object.assign(request, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error ?? `The server answered ${response.status}.`);
  return answer;
}

function newEventId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Elements

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function showCount(badge, count) {
  badge.hidden = count === 0;
  const text = count > 99 ? "99+" : String(count);
  if (!badge.hidden && badge.textContent !== text) {
    badge.textContent = text;
    badge.setAttribute("aria-label", `, ${count} new`);
  }
}

// The demo's clock

const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: clock?.zone, ...options });
const timeOf = (moment) => format({ hour: "2-digit", minute: "2-digit" }).format(moment);
const dayOf = (moment) => format({ weekday: "short", day: "numeric", month: "short" }).format(moment).replace(",", "");
const keyOfDay = (moment) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);

function demoNow() {
  return new Date(clock.at + performance.now() - clock.heard);
}

function setClock(answer) {
  clock = { at: Date.parse(answer.now), zone: answer.zone, heard: performance.now() };
  showClock();
}

function showClock() {
  if (!clock) return;
  const now = demoNow();
  const time = document.getElementById("clock-time");
  time.dateTime = now.toISOString();
  time.textContent = timeOf(now);
  document.getElementById("clock-date").textContent = format({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(now);
}

async function advance(button) {
  const buttons = document.querySelectorAll("[data-advance]");
  buttons.forEach((each) => (each.disabled = true));
  button.setAttribute("aria-busy", "true");
  try {
    setClock(await ask("/simulator/clock", { advance: button.dataset.advance }, DUE_WORK_MS));
    noteOfClock(null);
    announcer.textContent = `It is now ${dayOf(demoNow())}, ${timeOf(demoNow())}.`;
    await Promise.all(Object.values(phones).map((phone) => phone.refresh()));
  } catch (error) {
    noteOfClock(error instanceof Refused ? error.message : "The server isn’t answering. The clock stands as it was.");
  } finally {
    buttons.forEach((each) => (each.disabled = false));
    button.removeAttribute("aria-busy");
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }
}

/** What went wrong with the clock; null takes it back. */
function noteOfClock(wrong) {
  const note = document.getElementById("clock-note");
  note.dataset.words ??= note.textContent;
  note.textContent = wrong ?? note.dataset.words;
  note.classList.toggle("wrong", wrong !== null);
}

// What a phone shows

/** The messages in the order in which they stand: one that edits another takes its place. */
function thread(messages) {
  const items = [];
  const places = new Map();
  for (const message of messages) {
    const place = message.edits === null ? undefined : places.get(message.edits);
    if (place !== undefined) {
      items[place] = { ...message, key: items[place].key, at: items[place].at, edited: true };
      places.set(message.id, place);
    } else if (!(message.pressed && message.channel === "telegram")) {
      places.set(message.id, items.length); // on Telegram a press leaves no message
      items.push({ ...message, key: message.id });
    }
  }
  return items;
}

/** How WhatsApp shows the choices. */
function formOnWhatsApp(item) {
  const labels = item.choices.map((choice) => choice.label.trim());
  const longest = Math.max(0, ...labels.map((label) => label.length));
  if (!labels.length || !labels.every(Boolean) || new Set(labels).size < labels.length) return "numbers";
  if (!item.text || item.text.length > MAX_BODY) return "numbers";
  if (labels.length <= MAX_BUTTONS && longest <= MAX_BUTTON_LABEL) return "buttons";
  return labels.length <= MAX_ROWS && longest <= MAX_ROW_LABEL ? "list" : "numbers";
}

function rowsOf(choices) {
  const rows = [];
  let room = false;
  for (const choice of choices) {
    const short = choice.label.trim().length <= SHORT_LABEL;
    if (room && short) {
      rows.at(-1).push(choice);
      room = false;
    } else {
      rows.push([choice]);
      room = short;
    }
  }
  return rows;
}

class Phone {
  constructor(side, role) {
    this.side = side;
    this.role = role;
    this.address = null;
    this.channel = "telegram";
    this.messages = [];
    this.seen = null;
    this.pending = [];
    this.busy = 0;
    this.turn = Promise.resolve();
    this.visit = 0;
    this.shown = new Map();
    this.following = true; // the newest message is in view, and stays so when the screen gets smaller
    this.build();
  }

  build() {
    const root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, {
      root,
      person: find(".person"),
      about: find(".about"),
      avatar: find(".avatar"),
      stranger: find(".stranger"),
      number: find(".stranger input"),
      wrong: find(".stranger .wrong"),
      banner: find(".banner"),
      log: find(".log"),
      empty: find(".empty"),
      newer: find(".newer"),
      keyboard: find(".keyboard"),
      tries: find(".tries"),
      compose: find(".compose"),
      text: find("textarea"),
      send: find(".compose button"),
      channels: [...root.querySelectorAll(".channels input")],
    });
    root.id = this.side;
    root.classList.toggle("current", this.side === "left");
    root.setAttribute("aria-label", `${this.role === "student" ? "Left" : "Right"} phone`);
    this.wrong.id = `${this.side}-wrong`;
    this.number.setAttribute("aria-describedby", this.wrong.id);
    for (const [field, label] of [
      [this.person, ".names label"],
      [this.number, ".stranger label"],
      [this.text, ".compose label"],
    ]) {
      field.id = `${this.side}-${field.className || field.type}`;
      find(label).htmlFor = field.id;
    }
    this.listen();
    document.querySelector(".phones").append(root);
  }

  listen() {
    this.person.addEventListener("change", () => {
      if (this.person.value === STRANGER) this.askNumber();
      else this.be(this.person.value);
    });
    this.stranger.addEventListener("submit", (event) => {
      event.preventDefault();
      this.takeNumber();
    });
    this.stranger.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.address) {
        this.be(this.address);
        this.person.focus();
      }
    });
    for (const input of this.channels) {
      input.name = `${this.side}-channel`;
      input.addEventListener("change", () => {
        this.chosen = true;
        this.tune(input.value);
      });
    }
    this.compose.addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
    });
    this.text.addEventListener("input", () => this.fit());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.write();
      }
    });
    this.newer.addEventListener("click", () => this.toEnd());
    this.log.addEventListener("scroll", () => {
      this.following = this.atEnd();
      if (this.following) this.newer.hidden = true;
    });
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.log);
  }

  // Who and where

  list() {
    const schools = new Set(people.map((person) => person.school));
    const groups = ["student", "teacher"].map((role) => {
      const group = make("optgroup", { label: role === "student" ? "Students" : "Teachers" });
      for (const person of people.filter((each) => each.role === role)) {
        const school = schools.size > 1 ? `, ${person.school}` : "";
        group.append(make("option", { value: person.address, textContent: person.name + school }));
      }
      return group;
    });
    const other = make("option", { value: STRANGER, textContent: "Another number…" });
    this.person.replaceChildren(...groups.filter((group) => group.children.length), other);
  }

  start() {
    this.list();
    const kept = recall(this.side);
    const known = (address) => people.find((person) => person.address === address);
    const first = people.find((person) => person.role === this.role) ?? people[0];
    if (this.channels.some((input) => input.value === kept.channel)) this.channel = kept.channel;
    if (known(kept.address)) this.be(kept.address);
    else if (isNumber(kept.address)) this.beStranger(kept.address);
    else if (first) this.be(first.address);
    else this.askNumber();
    this.loop();
  }

  askNumber() {
    this.person.value = STRANGER;
    this.stranger.hidden = false;
    this.wrong.textContent = "";
    this.number.removeAttribute("aria-invalid");
    this.avatar.textContent = "?";
    this.about.textContent = "Somebody the school doesn’t know yet";
    this.hold(true);
    this.number.focus();
  }

  /** While a number is asked for, nothing is said for whoever was here before. */
  hold(held) {
    for (const part of this.root.querySelectorAll(".channels, .screen, .keyboard, .tries, .compose")) part.inert = held;
  }

  takeNumber() {
    const number = this.number.value.replace(/[\s().-]/g, "").replace(/^00/, "+");
    const right = isNumber(number);
    this.number.setAttribute("aria-invalid", String(!right));
    this.wrong.textContent = right ? "" : "Please write it with plus and country code, like +45 12 34 56 78.";
    if (!right) return this.number.focus();
    this.number.value = "";
    if (people.some((person) => person.address === number)) this.be(number);
    else this.beStranger(number);
    return this.text.focus();
  }

  beStranger(number) {
    if (![...this.person.options].some((option) => option.value === number)) {
      this.person.lastElementChild.before(make("option", { value: number, textContent: number }));
    }
    this.be(number);
  }

  be(address) {
    const person = people.find((each) => each.address === address);
    this.address = address;
    this.visit += 1;
    this.messages = [];
    this.seen = null;
    this.pending = [];
    this.chosen = false;
    this.stranger.hidden = true;
    this.hold(false);
    this.person.value = address;
    const role = person ? (person.role === "teacher" ? "Teacher" : "Student") : "A new number";
    this.about.textContent = person ? `${role} · ${address}` : role;
    const letters = person ? person.name.split(/\s+/).map((word) => word[0]) : ["?"];
    this.avatar.textContent = (letters[0] + (letters.length > 1 ? letters.at(-1) : "")).toUpperCase();
    this.avatar.style.setProperty("--hue", [...address].reduce((sum, digit) => sum * 7 + digit.charCodeAt(0), 0) % 360);
    this.log.setAttribute("aria-label", `Messages of ${person?.name ?? address}`);
    const tab = document.querySelector(`[data-phone="${this.side}"]`);
    tab.firstChild.textContent = person ? person.name.split(/\s+/)[0] : role;
    this.suggest(person?.role ?? STRANGER);
    this.root.setAttribute("aria-busy", "true");
    this.tune(this.channel);
    this.refresh();
  }

  tune(channel) {
    this.channel = channel;
    this.root.dataset.channel = channel;
    for (const input of this.channels) input.checked = input.value === channel;
    keep(this.side, { address: this.address, channel });
    this.log.replaceChildren();
    this.shown.clear();
    this.newer.hidden = true;
    this.render();
    this.toEnd();
  }

  suggest(role) {
    const sentences = TRIES[role] ?? TRIES.student;
    this.tries.replaceChildren(
      ...sentences.map((sentence) => {
        const button = make("button", { type: "button", textContent: sentence });
        button.addEventListener("click", () => this.say({ text: sentence }, sentence));
        return button;
      }),
    );
    this.tries.scrollLeft = 0;
  }

  // Hearing

  async loop() {
    for (;;) {
      if (!document.hidden) await this.refresh();
      await pause(this.gone ? POLL_MS * 2 : POLL_MS);
    }
  }

  async refresh() {
    if (!this.address || this.busy) return;
    const visit = this.visit;
    try {
      const { messages } = await ask(`/simulator/messages?address=${encodeURIComponent(this.address)}`);
      this.warn(null);
      if (visit !== this.visit) return;
      this.messages = messages;
      this.pending = this.pending.filter((item) => item.state !== "there");
      this.seen ??= new Set(messages.map((message) => message.id));
    } catch (error) {
      this.warn(error instanceof Refused ? error.message : "The server isn’t answering. Trying again…");
    }
    this.root.setAttribute("aria-busy", "false");
    this.follow();
    this.render();
  }

  /** Shows the channel on which somebody is spoken to, until another is chosen by hand or written on. */
  follow() {
    const newest = this.messages.at(-1);
    if (!newest || this.chosen || this.pending.length) return;
    if (!this.messages.some((message) => message.channel === this.channel)) this.tune(newest.channel);
  }

  warn(sentence) {
    this.gone = sentence !== null;
    this.banner.hidden = !this.gone;
    if (this.gone && this.banner.textContent !== sentence) this.banner.textContent = sentence;
  }

  // Speaking

  write() {
    const text = this.text.value.trim();
    if (!text || !this.address) return;
    this.text.value = "";
    this.fit();
    this.say({ text }, text);
  }

  fit() {
    this.send.disabled = !this.text.value.trim();
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  /** words: what is shown until the server tells of it; null for a press that leaves no message. */
  say(what, words) {
    const { address, channel } = this;
    const item = { words, channel, body: { address, channel, event_id: newEventId(), ...what } };
    this.pending.push(item);
    return this.deliver(item);
  }

  /** One after another, as they were written. A second try is the same event, which acts once. */
  deliver(item) {
    item.state = "sending";
    this.visit += 1; // what was asked before this is old by now
    this.busy += 1;
    this.render();
    this.toEnd();
    this.turn = this.turn.then(async () => {
      try {
        await ask("/simulator/messages", item.body);
        item.state = "there";
      } catch (error) {
        item.state = "failed";
        item.reason = error instanceof Refused ? error.message : "The server isn’t answering.";
      }
      this.busy -= 1;
      this.render();
      if (item.state === "failed") this.toEnd();
      await this.refresh();
    });
    return this.turn;
  }

  /** A message whose button was pressed takes no other press until the answer is here; its button keeps the focus. */
  async press(button, choice) {
    const message = button.closest(".message");
    if (message.classList.contains("pressed")) return;
    message.classList.add("pressed");
    button.setAttribute("aria-busy", "true");
    await this.say({ choice: choice.id }, this.channel === "telegram" ? null : choice.label);
    message.classList.remove("pressed");
    button.removeAttribute("aria-busy");
  }

  // Showing

  render() {
    const here = this.messages.filter((message) => message.channel === this.channel);
    const items = thread(here);
    const waiting = this.pending.filter(
      (item) => item.channel === this.channel && (item.words !== null || item.state === "failed"),
    );
    const end = this.atEnd();
    const added = this.place([...withDays(items), ...waiting.map(asItem)]);
    this.empty.hidden = items.length + waiting.length > 0 || this.root.getAttribute("aria-busy") === "true";
    this.showKeyboard(items.at(-1));
    if (added && (end || !this.seen)) this.toEnd();
    else if (added) this.newer.hidden = false;
    this.count(here);
  }

  /** Makes the log hold these items, leaving alone what stands there already. Whether a message came in below. */
  place(items) {
    let before = null;
    let added = false;
    const fresh = this.shown.size > 0;
    const kept = new Set();
    items.forEach((item, index) => {
      const previous = items[index - 1];
      const next = items[index + 1];
      item.first = !previous || previous.direction !== item.direction;
      item.last = !next || next.direction !== item.direction;
      kept.add(item.key);
      const print = JSON.stringify(item);
      const known = this.shown.get(item.key);
      let element = known?.element;
      if (known?.print !== print) {
        element = this.draw(item);
        if (known) this.swap(known, element, item);
        else if (fresh && item.direction) element.classList.add("new");
        added ||= !known && item.direction === "out";
        this.shown.set(item.key, { element, print, words: JSON.stringify([item.spans, item.choices]) });
      }
      const place = before ? before.nextSibling : this.log.firstChild;
      if (place !== element) this.log.insertBefore(element, place);
      before = element;
    });
    for (const [key, { element }] of this.shown) {
      if (kept.has(key)) continue;
      element.remove();
      this.shown.delete(key);
    }
    return added;
  }

  swap(known, element, item) {
    const focused = known.element.contains(document.activeElement);
    known.element.replaceWith(element);
    if (known.words !== JSON.stringify([item.spans, item.choices])) {
      element.classList.add("changed");
      element.scrollIntoView({ block: "nearest" });
    }
    if (focused) (element.querySelector("button") ?? this.log).focus({ preventScroll: true });
  }

  draw(item) {
    if (!item.direction) return make("p", { className: "day", textContent: item.day });
    const mine = item.direction === "in";
    const element = make("article", { className: "message" });
    element.classList.toggle("mine", mine);
    element.classList.toggle("first", item.first);
    element.classList.toggle("last", item.last);
    element.classList.toggle("pending", item.state === "sending");
    const bubble = make("div", { className: "bubble" });
    bubble.append(make("span", { className: "unseen", textContent: mine ? "You: " : "School: " }));
    if (item.picture) bubble.append(this.picture(item));
    bubble.append(...spansOf(item));
    if (item.words === undefined && !item.text) bubble.append(make("span", { className: "aside", textContent: "(no text)" }));
    bubble.append(make("span", { className: "stamp", textContent: stampOf(item) }));
    element.append(bubble);
    if (item.state === "failed") element.append(this.failure(item));
    if (item.direction === "out" && item.choices.length) this.offer(item, element, bubble);
    return element;
  }

  /** In full size in a tab of its own. */
  picture({ picture }) {
    const image = make("img", { src: picture, alt: "The week as a picture" });
    image.addEventListener("load", () => this.atEnd() || this.toEnd(), { once: true });
    return make("a", { className: "picture", href: picture, target: "_blank", rel: "noopener" }, image);
  }

  failure({ pending }) {
    const again = make("button", { type: "button", textContent: "Try again" });
    again.addEventListener("click", () => this.deliver(pending));
    return make("div", { className: "failure" }, make("span", { role: "alert", textContent: pending.reason }), again);
  }

  offer(item, element, bubble) {
    const key = (choice, ...before) => {
      const button = make("button", { type: "button" }, ...before, choice.label.trim() || "…");
      button.addEventListener("click", () => this.press(button, choice));
      return button;
    };
    if (item.channel === "telegram" && !item.ask_contact) {
      const keys = make("div", { className: "keys" });
      for (const row of rowsOf(item.choices)) {
        const made = row.map((choice) => key(choice));
        keys.append(made.length > 1 ? make("div", { className: "pair" }, ...made) : made[0]);
      }
      element.classList.add("keyed");
      element.append(keys);
    } else if (item.channel === "whatsapp") {
      const form = formOnWhatsApp(item);
      if (form === "numbers") return;
      const rows = make("div", { className: "rows" });
      if (form === "list") {
        const open = make("button", { type: "button", ariaHasPopup: "dialog" }, icon("list"), "Choose");
        open.addEventListener("click", () => this.openSheet(open, item.choices));
        rows.append(open);
      } else {
        rows.append(...item.choices.map((choice) => key(choice, icon("reply"))));
      }
      element.classList.add("keyed");
      bubble.append(rows);
    }
  }

  openSheet(opener, choices) {
    const rows = choices.map((choice) => make("button", { value: choice.id, textContent: choice.label }));
    sheet.querySelector(".sheet-rows").replaceChildren(...rows);
    sheet.returnValue = "";
    sheet.onclose = () => {
      const chosen = choices.find((choice) => choice.id === sheet.returnValue);
      opener.focus({ preventScroll: true });
      if (chosen) this.press(opener, chosen);
    };
    const { left, bottom, width } = this.root.getBoundingClientRect();
    sheet.style.setProperty("--left", `${left}px`);
    sheet.style.setProperty("--width", `${width}px`);
    sheet.style.setProperty("--below", `${innerHeight - bottom}px`);
    sheet.showModal();
    rows[0].focus();
  }

  /** Telegram's reply keyboard: it asks for the own number, and its other keys write their words. */
  showKeyboard(last) {
    const wanted = last?.ask_contact && last.direction === "out" && last.channel === "telegram";
    const print = wanted ? JSON.stringify([last.key, last.choices]) : "";
    if (this.keyboard.dataset.print === print) return;
    this.keyboard.dataset.print = print;
    this.keyboard.hidden = !wanted;
    this.keyboard.replaceChildren();
    if (!wanted) return;
    const key = (label, what, words) => {
      const button = make("button", { type: "button", textContent: label });
      button.addEventListener("click", () => this.say(what, words));
      this.keyboard.append(button);
    };
    key("Share my phone number", { contact: true }, `☎ ${this.address}`);
    for (const { label } of last.choices) key(label, { text: label }, label);
  }

  count(here) {
    if (!this.seen) return;
    const watched = !document.hidden && this.root.offsetParent !== null;
    if (watched) for (const message of here) this.seen.add(message.id);
    let all = 0;
    for (const input of this.channels) {
      const count = this.messages.filter(
        ({ id, channel, direction }) => direction === "out" && channel === input.value && !this.seen.has(id),
      ).length;
      showCount(input.nextElementSibling.querySelector(".badge"), count);
      all += count;
    }
    showCount(document.querySelector(`[data-phone="${this.side}"] .badge`), all);
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }
}

function asItem(pending) {
  const { words, state, channel, body } = pending;
  const spans = [{ text: words ?? "That press", bold: false }];
  return { key: body.event_id, direction: "in", spans, choices: [], channel, words, state, pending };
}

function withDays(items) {
  const dated = [];
  let day = null;
  for (const item of items) {
    const at = new Date(item.at);
    if (clock && keyOfDay(at) !== day) {
      day = keyOfDay(at);
      dated.push({ key: `day ${day} ${item.key}`, day: dayOf(at) });
    }
    dated.push(item);
  }
  return dated;
}

function spansOf(item) {
  const spans = item.spans.map(({ text, bold }) => (bold ? make("strong", { textContent: text }) : text));
  if (item.channel === "whatsapp" && item.choices.length && formOnWhatsApp(item) === "numbers") {
    spans.push(item.choices.map((choice, index) => `\n${index + 1} ${choice.label}`).join(""));
  }
  return spans;
}

function stampOf(item) {
  if (item.state) return { sending: "sending…", failed: "not sent" }[item.state] ?? "";
  const words = item.status === "failed" ? ["not delivered"] : item.edited ? ["edited"] : [];
  return [...words, clock ? timeOf(new Date(item.at)) : ""].join(" ");
}

function isNumber(text) {
  return /^\+[1-9]\d{6,14}$/.test(text ?? "");
}

// The choice of person and channel outlives a reload, where the browser lets it.

function keep(side, what) {
  try {
    localStorage.setItem(`justdriving.${side}`, JSON.stringify(what));
  } catch {
    // A browser without storage starts with the first people again.
  }
}

function recall(side) {
  try {
    return JSON.parse(localStorage.getItem(`justdriving.${side}`)) ?? {};
  } catch {
    return {};
  }
}

// The start

function switchPhones() {
  for (const tab of document.querySelectorAll("[data-phone]")) {
    tab.addEventListener("click", () => {
      for (const each of document.querySelectorAll("[data-phone]")) {
        const current = each === tab;
        each.setAttribute("aria-pressed", String(current));
        phones[each.dataset.phone].root.classList.toggle("current", current);
      }
      phones[tab.dataset.phone].toEnd();
      phones[tab.dataset.phone].render();
    });
  }
}

async function start() {
  phones.left = new Phone("left", "student");
  phones.right = new Phone("right", "teacher");
  switchPhones();
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => advance(button));
  }
  for (;;) {
    try {
      const [known, now] = await Promise.all([ask("/simulator/people"), ask("/simulator/clock")]);
      people = known.people;
      setClock(now);
      break;
    } catch {
      for (const phone of Object.values(phones)) phone.warn("The server isn’t answering. Trying again…");
      await pause(POLL_MS * 2);
    }
  }
  const schools = [...new Set(people.map((person) => person.school))];
  if (schools.length) document.getElementById("school").textContent = `Demo: ${schools.join(", ")}`;
  for (const phone of Object.values(phones)) phone.start();
  setInterval(showClock, 1000);
  setInterval(async () => {
    if (document.hidden) return;
    try {
      setClock(await ask("/simulator/clock"));
      noteOfClock(null);
    } catch {
      // The phones tell that the server is away.
    }
  }, CLOCK_MS);
}

start();
