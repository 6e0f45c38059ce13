// How finely each tile is drawn: in full near the eye, coarser files of it farther away. It is decided when the camera
// stands, so that nothing changes while it moves, and what is there stays until its other file is here.

const AGAIN = 1.25; // so much farther than it was refined a tile is made coarse again

const state = (name) => window.trame.state.get(name);
const addressOf = (hash) => `/tiles/${hash}.vtp`;

export class Detail {
  constructor(onChange) {
    this.onChange = onChange;
    this.known = new Map(); // address from near -> {box, near: bytes, files: [{url, bytes}] of farther away}
    this.books = new Map(); // address of a book -> what comes of reading it
    this.levels = new Map(); // address from near -> which of its files is drawn, if not that one
    this.isReady = false;
    window.trame.state.watch(['details'], () => this.read());
    this.read();
  }

  // A book that cannot be had leaves its tiles as they are from near.
  async read() {
    const urls = state('details');
    for (const url of urls) if (!this.books.has(url)) this.books.set(url, this.readBook(url));
    await Promise.all(urls.map((url) => this.books.get(url)));
    this.isReady = true;
    this.onChange();
  }

  async readBook(url) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) {
      this.books.delete(url);
      return;
    }
    for (const [hash, [box, near, ...files]] of Object.entries(await answer.json())) {
      this.known.set(addressOf(hash), { box, near, files: files.map(([name, bytes]) => ({ url: addressOf(name), bytes })) });
    }
  }

  // What is drawn of a tile now.
  urlOf({ url }) { return this.fileOf(url)?.url ?? url; }

  bytesOf({ url, bytes }) { return this.fileOf(url)?.bytes ?? this.known.get(url)?.near ?? bytes ?? 0; }

  fileOf(url) { return this.known.get(url)?.files[(this.levels.get(url) ?? 0) - 1]; }

  // Chooses the files of tiles for an eye, and those in full; `finer`: nothing is made coarser. Tells whether any changed.
  choose(tiles, inFull, eye, { finer }) {
    let changed = false;
    const put = ({ url }, level) => {
      const before = this.fileOf(url);
      this.levels.set(url, level);
      changed ||= before !== this.fileOf(url);
    };
    for (const tile of tiles) if (this.known.has(tile.url)) put(tile, this.levelOf(tile.url, eye, finer));
    for (const tile of inFull) put(tile, 0);
    if (changed) this.tell(tiles);
    return changed;
  }

  levelOf(url, eye, finer) {
    const distance = away(eye, this.known.get(url).box);
    const beyond = (factor) => state('space').reach.filter((metres) => distance > metres * factor).length;
    const was = this.levels.get(url);
    return was === undefined ? beyond(1) : Math.max(Math.min(was, beyond(1)), finer ? 0 : beyond(AGAIN));
  }

  tell(tiles) {
    const other = tiles.filter(({ url }) => this.fileOf(url)).map(({ url }) => [url, this.fileOf(url).url]);
    window.trame.state.set('coarse', Object.fromEntries(other));
  }
}

function away([x, y, z], [xmin, ymin, zmin, xmax, ymax, zmax]) {
  return Math.hypot(Math.max(xmin - x, x - xmax, 0), Math.max(ymin - y, y - ymax, 0), Math.max(zmin - z, z - zmax, 0));
}
