export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".wall"), wanted = JSON.stringify(data);
  if (root.wanted === wanted) return root.leave;
  if (root.leave) root.leave();
  root.wanted = wanted;
  root.setAttribute("data-shown", data.scenes[0]);

  // The page's theme can change at any time; its ground says which one it is.
  function follow() {
    const ground = getComputedStyle(root).getPropertyValue("--st-background-color");
    const parts = ground.match(/^\s*#/) ? ground.match(/[\da-f]{2}/gi).map(part => parseInt(part, 16)) : ground.match(/\d+/g);
    root.classList.toggle("light", !!parts && +parts[0] + +parts[1] + +parts[2] > 382);
  }
  follow();
  const theme = setInterval(follow, 1000), shown = wall(root, data);
  const stop = elevenHub.listen({ wall: shown.draw, clock: shown.clock }, { wall: data.live });
  root.leave = () => {
    root.wanted = root.leave = null;
    clearInterval(theme);
    stop();
    shown.leave();
  };
  return root.leave;
}
