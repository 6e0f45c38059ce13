// What the page is made of is the same for all: fetched, where browsers keep it, and not sent over each socket.

import { reconnect } from './connection.js';

const MAIN = 'trame__template_main';

export async function layOut() {
  const { template } = JSON.parse(document.getElementById('first-look').textContent);
  const [text] = await Promise.all([read(template), hasState()]);
  window.trame.state.set(MAIN, text);
}

async function read(url) {
  const answer = await fetch(url).catch(() => null);
  if (answer?.ok) return answer.text();
  reconnect(); // the server is away, or another by now, with another page
  return new Promise(() => {});
}

function hasState() {
  return new Promise((resolve) => {
    const look = () => { if (window.trame?.state?.ready) resolve(); else requestAnimationFrame(look); };
    look();
  });
}
