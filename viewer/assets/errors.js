// What goes wrong in the browser reaches the server's log in words. trame sends what console.error is given, but
// makes "[object Object]" of anything that is no text.

// A reader of vtk.js that is taken off the page reads on what it has asked for, and says this of itself: nothing is wrong.
const READING = 'parseAsArrayBuffer';
const OF_GONE_READERS = ['instance deleted - cannot call any method', 'Invalid data type PolyData expecting undefined'];

const isOfGoneReader = (words) => OF_GONE_READERS.includes(words.map(textOf).join(' ')) && new Error().stack.includes(READING);

// To be called before vtk.js is there, which keeps the console.error that it finds.
export function passOverGoneReaders() {
  const tell = console.error;
  console.error = (...words) => { if (!isOfGoneReader(words)) tell(...words); };
}

export function tellErrors() {
  const tell = console.error;
  console.error = (...words) => { if (!isOfGoneReader(words)) tell(...words.map(textOf)); };
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
