// Runs before the first paint: the colours a visitor chose or prefers, and a clean address.
(function () {
  const asked = new URLSearchParams(location.search);
  const isDisplay = location.pathname === '/display';
  const saved = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = saved ? saved[1] : dark ? 'dark' : 'light';
  const root = document.documentElement;
  root.dataset.theme = theme;
  // Who comes back to the plain address in this tab, as from signing in, sees what was left.
  window.askedStory = isDisplay ? null : asked.get('story');
  window.askedView = isDisplay || window.askedStory ? null : asked.get('view') ?? sessionStorage.getItem('last-view');
  root.dataset.sessionManagerUrl = '/session?theme=' + theme + (isDisplay ? '&display=1' : '')
    + (window.askedStory || window.askedView ? '&elsewhere=1' : '');
  window.displayTimes = {};
  for (const name of ['idle_s', 'step_s']) {
    const seconds = Number(asked.get(name));
    if (isDisplay && seconds >= 1 && seconds <= 3600) window.displayTimes[name] = seconds;
  }
  // trame would take the server's address and secrets from the page's query; a link must not set them.
  const kept = isDisplay ? new URLSearchParams(window.displayTimes).toString()
    : window.askedStory ? 'story=' + encodeURIComponent(window.askedStory)
      : window.askedView ? 'view=' + encodeURIComponent(window.askedView) : '';
  if (location.search) history.replaceState({}, '', location.pathname + (kept && '?' + kept) + location.hash);
})();
