// Shows the pushed fragment, ticks the clocks, rotates the scenes, greys what is stale.
// Plain ES2017 without innerHTML: screens on walls have old browsers.
function wall(root, options) {
  const SILENCE = 40000, HOLD = 20000, NARROW = 700;
  const scenes = options.scenes, period = (options.rotate || 0) * 1000, words = options.words;
  let offset = 0, heard = Date.now(), timer = 0, known = null, held = null;

  const now = () => Date.now() + offset;
  const pad = n => (n < 10 ? "0" : "") + n;
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  function countdown(seconds) {
    const left = Math.max(0, Math.floor(seconds)), days = Math.floor(left / 86400);
    const time = pad(Math.floor(left / 3600) % 24) + ":" + pad(Math.floor(left / 60) % 60) + ":" + pad(left % 60);
    return days ? words.countdown.replace("{days}", days).replace("{hours}", time) : time;
  }
  function age(seconds) {
    const minutes = Math.max(0, Math.floor(seconds / 60));
    if (minutes < 60) return words.minutes.replace("{number}", minutes);
    if (minutes < 48 * 60) return words.hours.replace("{number}", Math.floor(minutes / 60));
    return words.days.replace("{number}", Math.floor(minutes / 1440));
  }
  function each(name, act) {
    root.querySelectorAll("[data-" + name + "]").forEach(node => act(node, node.getAttribute("data-" + name)));
  }
  function show() {
    const turn = period ? Math.floor(now() / period) % scenes.length : 0;
    const scene = held && held.until > now() ? held.scene : scenes[turn];
    if (root.getAttribute("data-shown") !== scene) root.setAttribute("data-shown", scene);
  }
  function tick() {
    const seconds = now() / 1000;
    each("until", (node, at) => write(node, countdown(at - seconds)));
    each("since", (node, at) => write(node, age(seconds - at)));
    each("clock", (node, zone) => write(node, new Date(now()).toLocaleTimeString("en-GB", { timeZone: zone })));
    each("at", (node, at) => node.classList.toggle("stale", seconds - at > +node.getAttribute("data-fresh")));
    root.classList.toggle("narrow", root.clientWidth < NARROW);
    root.classList.toggle("offline", Date.now() - heard > SILENCE);
    show();
  }
  function alarm(fragment) {
    const ids = (fragment.getAttribute("data-critical") || "").split(" ").filter(Boolean);
    const fresh = known && ids.filter(id => known.indexOf(id) < 0);
    known = ids;
    if (!fresh || !fresh.length) return;
    if (scenes.indexOf("gaps") >= 0) held = { scene: "gaps", until: now() + HOLD };
    if (options.sound) beep();
  }
  function beep() {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    const context = beep.context || (beep.context = new Audio());
    const tone = context.createOscillator(), level = context.createGain();
    tone.frequency.value = 660;
    level.gain.setValueAtTime(0.2, context.currentTime);
    level.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.9);
    tone.connect(level).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.9);
  }
  function draw(text) {
    const next = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    const old = root.querySelector(".stage");
    heard = Date.now();
    if (!next) return;
    alarm(next);
    if (old && old.children.length === next.children.length) {
      Array.from(next.attributes).forEach(one => old.setAttribute(one.name, one.value));
      Array.from(next.children).forEach((part, i) => {
        if (!old.children[i].isEqualNode(part)) old.replaceChild(part, old.children[i]);
      });
    } else {
      root.textContent = "";
      root.appendChild(next);
    }
    tick();
  }
  function clock(text) {
    heard = Date.now();
    offset = +text - heard;
  }
  function say(text) {
    const note = document.createElement("p");
    note.className = "message";
    note.textContent = text;
    root.textContent = "";
    root.appendChild(note);
  }
  function beat() {
    tick();
    timer = setTimeout(beat, 1000 - (now() % 1000));
  }
  beat();
  return { draw, clock, say, silent: () => Date.now() - heard > SILENCE, leave: () => clearTimeout(timer) };
}

// The full screen: its own stream, which it watches, and a fresh page when the server has one.
function screen(root, options) {
  const RELOAD = 6 * 3600000, shown = wall(root, options), started = Date.now();
  let source = null, asking = 0, ended = false;

  function open() {
    if (ended || source || document.hidden) return;
    source = new EventSource(options.live);
    source.addEventListener("clock", event => shown.clock(event.data));
    source.addEventListener("wall", event => shown.draw(event.data));
    source.addEventListener("build", event => { if (event.data !== options.build) location.reload(); });
    source.addEventListener("gone", end);
  }
  function close() {
    if (source) source.close();
    source = null;
  }
  function end() {
    ended = true;
    close();
    shown.say(options.words.ended);
  }
  function ask() {
    // The stream was refused, or it is time for a fresh page: look before leaving what is on the screen.
    fetch(location.href, { method: "HEAD", cache: "no-store" }).then(answer => {
      asking = 0;
      if (answer.status === 404 || answer.status === 401) end();
      else if (answer.ok) location.reload();
    }).catch(() => { asking = 0; });
  }
  function watch() {
    if (ended || asking) return;
    if (source && source.readyState === 2) asking = setTimeout(ask, 2000 + Math.random() * 4000);
    else if (Date.now() - started > RELOAD && !shown.silent()) asking = setTimeout(ask, Math.random() * 60000);
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  setInterval(watch, 1000);
  open();
}
