// One stream for everything on a page: whoever needs events listens here, and the hub keeps a single EventSource.
// A browser opens six connections per host, so the stream closes while the page is hidden.
const elevenHub = window.elevenHub || (window.elevenHub = (() => {
  const listeners = new Set();
  let source = null, address = null, watchdog = 0;

  function wanted() {
    const parameters = new URLSearchParams();
    listeners.forEach(one => Object.entries(one.parameters).forEach(([name, value]) => parameters.set(name, value)));
    const text = parameters.toString();
    return text ? "/live?" + text : "/live";
  }
  function tell(name, text) {
    listeners.forEach(one => { if (one.events[name]) one.events[name](text); });
  }
  function names() {
    const all = new Set();
    listeners.forEach(one => Object.keys(one.events).forEach(name => all.add(name)));
    return all;
  }
  function close() {
    if (source) source.close();
    source = address = null;
  }
  function open() {
    if (document.hidden || !listeners.size) return close();
    const next = wanted() + "#" + [...names()].sort().join();
    if (source && next === address && source.readyState !== EventSource.CLOSED) return;
    close();
    address = next;
    source = new EventSource(wanted());
    names().forEach(name => source.addEventListener(name, event => tell(name, event.data)));
    source.addEventListener("gone", () => { close(); location.reload(); });
  }
  function look() {
    // EventSource gives up for good when it is refused: ask why before trying again.
    if (!source || source.readyState !== EventSource.CLOSED) return;
    fetch("/live", { method: "HEAD", cache: "no-store" })
      .then(answer => { if (answer.status === 401) location.reload(); else if (answer.ok) open(); })
      .catch(() => {});
  }
  let pending = 0;
  function soon() {
    clearTimeout(pending);
    pending = setTimeout(open, 20);
  }
  // Streamlit sends the triggers of one moment in one message, which names one fragment: the others would not rerun.
  const turns = [];
  function next() {
    turns[0]();
    setTimeout(() => {
      turns.shift();
      if (turns.length) next();
    }, 12);
  }
  document.addEventListener("visibilitychange", open);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", soon);
  return {
    // Do something when nobody else on the page has just done so.
    turn(act) {
      turns.push(act);
      if (turns.length === 1) next();
    },
    // events: {name: text => ...}; parameters: what to add to the address. Returns what ends the listening.
    listen(events, parameters) {
      const one = { events, parameters: parameters || {} };
      listeners.add(one);
      soon();
      if (!watchdog) watchdog = setInterval(look, 4000 + Math.random() * 3000);
      return () => {
        listeners.delete(one);
        soon();
        if (!listeners.size) { clearInterval(watchdog); watchdog = 0; }
      };
    },
  };
})());
