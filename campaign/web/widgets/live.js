export default function ({ data, key, parentElement, setTriggerValue }) {
  const pulse = parentElement.pulse || (parentElement.pulse = { drawn: "", latest: "", asked: "", timer: 0, again: false });
  const part = text => (data.topic === "any" ? text : text.split(".")[data.topic === "documents" ? 0 : 1]);
  const behind = () => pulse.latest && part(pulse.latest) !== part(pulse.drawn);

  function check() {
    // What was asked for and didn't come is asked for again, unless it came meanwhile or there is newer news.
    const again = pulse.asked === pulse.latest;
    if (!behind() || (pulse.again && !again)) {
      clearTimeout(pulse.timer);
      pulse.timer = 0;
    }
    if (!behind() || pulse.timer) return;
    // Many pages hear the same event: they come back a little spread, and a burst of events costs one rerun.
    pulse.again = again;
    const wait = again ? 1500 : 40;
    pulse.timer = setTimeout(() => elevenHub.turn(() => {
      pulse.timer = 0;
      if (!behind()) return;
      pulse.asked = pulse.latest;
      setTriggerValue("news", pulse.latest);
      check();
    }), wait + Math.random() * 80);
  }
  pulse.drawn = data.revision;
  pulse.check = check;
  if (!pulse.leave) {
    const stop = elevenHub.listen({ revision: text => { pulse.latest = text; pulse.check(); } });
    pulse.leave = () => { stop(); clearTimeout(pulse.timer); pulse.latest = ""; parentElement.pulse = null; };
  }
  check();
  return pulse.leave;
}
