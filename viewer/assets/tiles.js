// The tiles of the city: which have arrived, which are asked for next, which are tried again, which are drawn.

import { frustum, isSeen } from './pick.js';

const IN_FLIGHT = 8;
const TRY_AGAIN_MS = [1000, 3000, 9000];
const EXCHANGE_MS = 100; // how often it is looked whether a tile of other content is here
const EXCHANGE_TRIES = 150;
export const MARKED = 'highlight'; // what stands for the selected feature among the meshes
// What lies over the city and is none of its tiles: the mark of the selection, answers ("overlay/…").
const isOver = (id) => id === MARKED || id.startsWith('overlay/');

const state = (name) => window.trame.state.get(name);

export class Tiles {
  constructor(view, onChange) {
    this.view = view;
    this.onChange = onChange;
    this.meshes = new Map();
    this.tries = new Map(); // address -> how often it was tried again
    this.lost = new Set(); // addresses that were given up
    this.addresses = new Map(); // name of a tile -> its address
    this.stale = new Map(); // name of a tile whose content is another now -> what still stands there
    this.watchFailures();
  }

  get loaded() { return [...this.meshes.keys()].filter((id) => !isOver(id)).length; }

  get total() { return state('tiles').length; }

  get isComplete() { return this.loaded + this.lost.size >= this.total && !this.stale.size; }

  // Takes note of tiles whose content is another now; nothing tells when that has arrived, so it is looked for.
  exchange(tiles) {
    for (const { id, url } of tiles) {
      const before = this.addresses.get(id);
      if (before && before !== url && this.meshes.has(id)) this.stale.set(id, this.meshes.get(id).data);
      this.addresses.set(id, url);
    }
    this.tryExchange(EXCHANGE_TRIES);
  }

  tryExchange(tries) {
    clearTimeout(this.waiting);
    if (!this.stale.size) return;
    const before = this.stale.size;
    if (tries) this.collect();
    else this.stale.clear();
    if (this.stale.size < before) this.onChange();
    this.waiting = setTimeout(() => this.tryExchange(tries - 1), EXCHANGE_MS);
  }

  watchFailures() {
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntries()) {
        const failed = responseStatus === 0 || responseStatus >= 400;
        if (failed && name.includes('/tiles/')) this.fail(new URL(name).pathname);
      }
      this.onChange();
    }).observe({ type: 'resource', buffered: true });
    performance.setResourceTimingBufferSize(5000);
  }

  fail(url) {
    const tried = this.tries.get(url) ?? 0;
    if (tried < TRY_AGAIN_MS.length) setTimeout(() => this.fetchAgain(url), TRY_AGAIN_MS[tried]);
    else this.lost.add(url);
  }

  // An address that has changed makes its reader fetch anew.
  fetchAgain(url) {
    this.tries.set(url, (this.tries.get(url) ?? 0) + 1);
    window.trame.state.set('again', Object.fromEntries([...this.tries].map(([of, n]) => [of, `?${n}`])));
  }

  fetchLost() {
    const lost = [...this.lost];
    this.lost.clear();
    for (const url of lost) this.fetchAgain(url);
    this.onChange();
  }

  // Takes note of tiles that have arrived since the last time, and asks for more.
  collect() {
    for (const actor of this.view.renderer.getActors()) {
      const { representationId: id } = actor.get('representationId');
      const data = id && actor.getMapper().getInputData();
      if (!data || !data.getNumberOfCells()) continue; // still on its way
      if (this.meshes.get(id)?.data !== data) this.arrive(meshOf(id, actor, data));
    }
    for (const [id, mesh] of this.meshes) if (!mesh.actor.getMapper()) this.meshes.delete(id);
    for (const [id, data] of this.stale) if (this.meshes.get(id)?.data !== data) this.stale.delete(id);
    const wanted = state('tiles_wanted');
    const done = this.loaded + this.lost.size;
    if (wanted < this.total && wanted - done < IN_FLIGHT) {
      window.trame.state.set('tiles_wanted', Math.min(this.total, done + 2 * IN_FLIGHT));
    }
  }

  // A mesh knows by which content it was drawn: another may stand in its place before it is here.
  arrive(mesh) {
    this.meshes.set(mesh.id, mesh);
    mesh.hash = state('tiles').find((tile) => tile.id === mesh.id)?.url.match(/(\w+)\.vtp/)[1];
    this.onMesh?.(mesh);
  }

  // Layers that are off and tiles that are out of sight are not drawn.
  show(camera) {
    const visible = new Set([...state('visible'), 'ground']);
    const planes = frustum(camera);
    for (const mesh of this.meshes.values()) {
      mesh.on = isOver(mesh.id) || visible.has(mesh.layer);
      const shown = mesh.on && isSeen(planes, mesh.bounds);
      if (mesh.actor.getVisibility() !== shown) mesh.actor.setVisibility(shown);
    }
  }

  // The meshes that a click may mean.
  get pickable() { return [...this.meshes.values()].filter((mesh) => mesh.on && !isOver(mesh.id)); }

  // Bytes that are here, and all there are.
  get bytes() {
    const sum = (tiles) => tiles.reduce((total, tile) => total + tile.bytes, 0);
    const tiles = state('tiles');
    return [sum(tiles.filter((tile) => this.meshes.has(tile.id))), sum(tiles)];
  }
}

function meshOf(id, actor, data) {
  return {
    id,
    actor,
    data,
    layer: id.slice(0, id.indexOf('/')),
    on: true,
    points: data.getPoints().getData(),
    polys: data.getPolys().getData(),
    rows: data.getCellData().getArrayByName('row')?.getData(),
    bounds: data.getBounds(),
  };
}
