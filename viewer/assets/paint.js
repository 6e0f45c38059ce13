// Paints tiles by values: the meshes stay, only their colours are exchanged. The server gives a letter for each
// feature of each tile, by the tile's content, so that no tile is ever painted with what another one means.

const THEMES = ['light', 'dark'];
const FIRST_LETTER = 65;

const state = (name) => window.trame.state.get(name);

export class Paint {
  constructor(tiles, onChange) {
    this.tiles = tiles;
    this.onChange = onChange;
    this.classes = { before: {}, after: {} }; // of each side; one that is seen alone is "after"
    this.shades = null; // of each theme, the colours of all classes
    tiles.onArrival.add((mesh) => this.put(mesh));
    window.trame.state.watch(['paint'], (paint) => this.change(paint));
    this.change(state('paint'));
  }

  get isOn() { return this.shades !== null; }

  // While pictures of the city itself are taken, nothing is painted.
  hold(on) {
    this.isHeld = on;
    this.change(state('paint'));
  }

  async change(wanted) {
    const paint = this.isHeld ? null : wanted;
    const urls = [paint?.left_url, paint?.url];
    const key = urls.join();
    if (key !== this.key) {
      this.key = key;
      const [before, after] = await Promise.all(urls.map((url) => (url ? classesAt(url) : {})));
      if (key !== this.key) return; // another was chosen meanwhile
      this.classes = { before: before ?? {}, after: after ?? {} };
    }
    this.shades = paint ? Object.fromEntries(THEMES.map((theme) => [theme, paint.classes.map((each) => rgb(each[theme]))])) : null;
    for (const mesh of this.tiles.meshes.values()) this.put(mesh);
    this.onChange();
  }

  // Gives a mesh the colours it has to have now.
  put(mesh) {
    const letters = this.lettersOf(mesh);
    mesh.isPainted = Boolean(letters);
    if (letters || mesh.own) this.colour(mesh, letters);
    this.onPut?.(mesh, letters);
  }

  // The classes of a mesh's features, where it is painted.
  lettersOf(mesh) { return this.shades && this.classes[mesh.side][mesh.hash]; }

  colour(mesh, letters) {
    const cells = mesh.data.getCellData();
    mesh.own ??= Object.fromEntries(THEMES.map((theme) => [theme, cells.getArrayByName(theme).getData()]));
    for (const theme of THEMES) {
      const colours = letters ? painted(letters, mesh.rows, this.shades[theme]) : mesh.own[theme];
      cells.getArrayByName(theme).setData(colours, 3);
    }
    cells.modified();
    mesh.data.modified();
  }
}

async function classesAt(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}

// The number of the class of a feature; what no class is known of is of the last.
export function classAt(letters, row, count) {
  const number = letters.charCodeAt(row) - FIRST_LETTER;
  return number < count ? number : count - 1;
}

function painted(letters, rows, shades) {
  const colours = new Uint8Array(3 * rows.length);
  for (let cell = 0, at = 0; cell < rows.length; cell += 1, at += 3) {
    const shade = shades[classAt(letters, rows[cell], shades.length)];
    [colours[at], colours[at + 1], colours[at + 2]] = shade;
  }
  return colours;
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
