// Runs before the first paint: the colours a visitor chose or prefers, and a clean address.
(function () {
  const saved = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = saved ? saved[1] : dark ? 'dark' : 'light';
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.dataset.sessionManagerUrl = '/session?theme=' + theme;
  // trame would take the server's address and secrets from the page's query; a link must not set them.
  if (location.search) history.replaceState({}, '', location.pathname + location.hash);
})();
