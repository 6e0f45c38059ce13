// The socket is gone: say so, and load the page anew as soon as the server answers.

const AGAIN_MS = 2000;

export function watchConnection() {
  // Trame would put a bare word in place of the city; ours stays.
  window.trame.state.set('trame__template_error', window.trame.state.get('trame__template_main'));
  window.trame.client.onConnectionClose(reconnect);
  window.trame.client.onConnectionError(reconnect);
}

// In the language that the page has now, which need not be the one it came in; on the big screen in all.
function sayLost() {
  const mark = document.querySelector('#lost'), state = window.trame.state;
  const both = Object.values(state.get('both') ?? {}), texts = both.length ? both : [state.get('t')].filter(Boolean);
  const [what, next] = mark.querySelectorAll('p');
  if (texts.length) {
    what.textContent = texts.map((t) => t.lost).join('\n');
    next.textContent = texts.map((t) => t.reconnecting).join('\n');
  }
  mark.hidden = false;
}

export function reconnect() {
  if (window.leaving) return;
  sayLost();
  const attempt = async () => {
    try {
      // Our own answer, also where it says that the server is not well; a proxy before it says something else.
      if ((await (await fetch('/health', { cache: 'no-store' })).json()).version) {
        window.location.reload();
        return;
      }
    } catch { /* still away */ }
    setTimeout(attempt, AGAIN_MS);
  };
  setTimeout(attempt, AGAIN_MS / 2);
}
