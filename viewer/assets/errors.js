// What goes wrong in the browser reaches the server's log in words. trame sends what console.error is given, but
// makes "[object Object]" of anything that is no text.

// What vtk.js says of a reader that was taken off the page while its file was on the way: nothing is wrong.
const TAKEN_OFF = 'Invalid data type PolyData expecting undefined';

export function tellErrors() {
  const tell = console.error;
  console.error = (...words) => {
    const texts = words.map(textOf);
    if (texts.join(' ') !== TAKEN_OFF) tell(...texts);
  };
  window.addEventListener('unhandledrejection', (event) => {
    if (event.reason?.xhr) event.preventDefault(); // a tile that did not come: tiles.js asks again
    else console.error('unhandled:', event.reason);
  });
}

function textOf(word) {
  if (typeof word !== 'object' || word === null) return String(word);
  if (word instanceof Error) return word.stack?.includes(word.message) ? word.stack : `${word.name}: ${word.message}`;
  if (word instanceof Node) return `<${word.nodeName.toLowerCase()}>`;
  const seen = new WeakSet();
  try {
    return JSON.stringify(word, (_, value) => {
      if (typeof value !== 'object' || value === null) return value;
      if (seen.has(value)) return '…';
      seen.add(value);
      return value instanceof Error ? String(value) : value;
    });
  } catch {
    return Object.prototype.toString.call(word);
  }
}
