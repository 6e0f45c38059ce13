// The faces of a tile, whose file is VTK's XML with raw numbers behind its text.

const ARRAY = /Name="(\w*)"[^>]*?offset="(\d+)"/g;
const TEXT_BYTES = 8192; // more than any head of a tile

// Points (x, y, z …), the corners of all faces one after the other, where each face ends, its colour (r, g, b); of buildings
// how many sixteenths of a storey each point lies up.
export function facesOf(content, theme) {
  const text = new TextDecoder('latin1').decode(content.slice(0, TEXT_BYTES));
  const start = text.indexOf('_', text.indexOf('<AppendedData')) + 1;
  const arrayOf = (part, name, Type) => {
    const found = [...text.split(`<${part}>`)[1]?.matchAll(ARRAY) ?? []].find((match) => match[1] === name);
    if (!found) return null;
    const at = start + Number(found[2]);
    return new Type(content.slice(at + 4, at + 4 + new DataView(content).getUint32(at, true)));
  };
  return {
    points: arrayOf('Points', '', Float32Array),
    corners: arrayOf('Polys', 'connectivity', Int32Array),
    ends: arrayOf('Polys', 'offsets', Int32Array),
    colours: arrayOf('CellData', theme, Uint8Array),
    storeys: arrayOf('PointData', 'storey', Int16Array),
  };
}
