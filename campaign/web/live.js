export default function ({ data, key, parentElement, setTriggerValue }) {
  const pulse = parentElement.pulse || (parentElement.pulse = { drawn: "", latest: "", timer: 0 });
  const part = text => (data.topic === "any" ? text : text.split(".")[data.topic === "documents" ? 0 : 1]);

  function check() {
    if (!pulse.latest || part(pulse.latest) === part(pulse.drawn) || pulse.timer) return;
    // Many pages hear the same event: they come back a little spread, and a burst of events costs one rerun.
    pulse.timer = setTimeout(() => {
      pulse.timer = 0;
      if (part(pulse.latest) !== part(pulse.drawn)) {
        pulse.drawn = pulse.latest;
        setTriggerValue("news", pulse.latest);
      }
    }, 40 + Math.random() * 80);
  }
  pulse.drawn = data.revision;
  pulse.check = check;
  if (!pulse.leave) {
    const stop = elevenHub.listen({ revision: text => { pulse.latest = text; pulse.check(); } });
    pulse.leave = () => { stop(); clearTimeout(pulse.timer); parentElement.pulse = null; };
  }
  check();
  return pulse.leave;
}
