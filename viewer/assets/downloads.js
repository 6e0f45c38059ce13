// Saves a file that the server has made for this page.

export function saveDownloads() {
  window.trame.state.watch(['download'], (download) => {
    if (!download) return;
    const link = Object.assign(document.createElement('a'), { href: download.url, download: download.name });
    document.body.append(link);
    link.click();
    link.remove();
  });
}
