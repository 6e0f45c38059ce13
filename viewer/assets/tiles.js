// The tiles of the city: which have arrived, which are asked for next, which are tried again, which are drawn.

import { Detail } from './detail.js';
import { frustum, isSeen } from './pick.js';

const IN_FLIGHT = 8;
const TRY_AGAIN_MS = [1000, 3000, 9000];
const EXCHANGE_MS = 100; // how often it is looked whether a tile of other content is here
const EXCHANGE_TRIES = 150;
export const MARKED = 'highlight'; // what stands for the selected feature among the meshes
const BEFORE = '@before'; // ends the name of a tile that stands on the left only, while two sides are compared
const isBefore = (id) => id.endsWith(BEFORE);
export const nameOf = (id) => id.replace(BEFORE, '');
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
    this.apart = new Set(); // names of tiles that stand on the right only
    this.awaited = new Map(); // what stands on the left only, by name
    this.onArrival = new Set(); // told of each mesh that is here
    this.isHeld = Boolean(window.askedView || window.askedStory); // until it is known where the camera begins
    this.section = []; // the planes of the section box, as of a frustum
    this.detail = new Detail(() => this.onChange());
    this.watchFailures();
  }

  // All that is wanted: the city's tiles, and those of the left side that the city's are not.
  get wanted() { return [...state('tiles'), ...this.awaited.values()]; }

  get loaded() { return [...this.meshes.keys()].filter((id) => !isOver(id)).length; }

  get total() { return this.wanted.length; }

  // Whether the left side is whole, as far as it can be.
  get hasBefore() { return [...this.awaited].every(([id, { url }]) => this.meshes.has(id) || this.isLost({ url })); }

  isLost(tile) { return this.lost.has(this.detail.urlOf(tile)); }

  get isComplete() { return this.loaded + this.lost.size >= this.total && !this.stale.size; }

  release() {
    this.isHeld = false;
    this.onChange();
  }

  // Takes note of which tiles stand on one side only.
  part() {
    this.apart = new Set(state('after_only'));
    this.awaited = new Map(state('before_tiles').map((tile) => [tile.id, tile]));
    this.exchange(state('before_tiles'));
  }

  // Takes note of tiles whose content is another now; nothing tells when that has arrived, so it is looked for.
  exchange(tiles) {
    for (const tile of tiles) {
      const { id } = tile;
      const url = this.detail.urlOf(tile);
      const before = this.addresses.get(id);
      if (before && before !== url && this.meshes.has(id)) this.stale.set(id, this.meshes.get(id).data);
      this.addresses.set(id, url);
    }
    this.tryExchange(EXCHANGE_TRIES);
  }

  // Draws each tile as finely as it is seen from where the camera stands.
  refine(camera) { this.choose(camera, { finer: false }); }

  // Fetches what will be seen where the camera flies to; what is seen here stays as it is.
  prepare(camera) { this.choose(camera, { finer: true }); }

  // Tiles in which two sides differ are few, come and go with the comparison, and are drawn in full on both.
  choose(camera, how) {
    if (!this.detail.isReady) return;
    const [differ, alike] = [true, false].map((isApart) => this.wanted.filter(({ id }) => this.isApart(id) === isApart));
    if (this.detail.choose(alike, differ, camera.pose().eye, how)) this.exchange(this.wanted);
  }

  isApart(id) { return isBefore(id) || this.apart.has(id); }

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
    const { length: total } = state('tiles');
    const done = [...this.meshes.keys()].filter((id) => !isOver(id) && !isBefore(id)).length + this.lost.size;
    if (this.detail.isReady && !this.isHeld && wanted < total && wanted - done < IN_FLIGHT) {
      window.trame.state.set('tiles_wanted', Math.min(total, done + 2 * IN_FLIGHT));
    }
  }

  // A mesh knows by which content it was drawn: another may stand in its place before it is here.
  arrive(mesh) {
    this.meshes.set(mesh.id, mesh);
    mesh.hash = this.wanted.find((tile) => tile.id === mesh.id)?.url.match(/(\w+)\.vtp/)[1];
    for (const take of this.onArrival) take(mesh);
  }

  // Layers that are off and tiles that are out of sight are not drawn; of two sides one is, within a part of the width.
  show(camera, side = 'after', part = [0, 1]) {
    const visible = new Set([...state('visible'), 'ground']);
    const planes = [...frustum(camera, part), ...this.section];
    for (const mesh of this.meshes.values()) {
      mesh.on = isOver(mesh.id) || (visible.has(mesh.layer) && !mesh.isOut);
      const shown = mesh.on && this.isOf(side, mesh.id) && isSeen(planes, mesh.bounds);
      if (mesh.actor.getVisibility() !== shown) mesh.actor.setVisibility(shown);
    }
  }

  // Whether a tile is part of a side: most are of both. Answers are of the right, the mark is where its card is of.
  isOf(side, id) {
    if (id === MARKED) return side === (state('card')?.side ?? 'after');
    if (isBefore(id)) return side === 'before';
    if (side === 'after') return true;
    // Until the left has its own, the other stands in its place.
    return !isOver(id) && (!this.apart.has(id) || (this.awaited.has(id + BEFORE) && !this.meshes.has(id + BEFORE)));
  }

  // The meshes that a click may mean.
  get pickable() { return this.pickableOn('after'); }

  pickableOn(side) {
    return [...this.meshes.values()].filter(({ id, on }) => on && !isOver(id) && this.isOf(side, id));
  }

  // Bytes that are here, and all there are.
  get bytes() {
    const sum = (tiles) => tiles.reduce((total, tile) => total + this.detail.bytesOf(tile), 0);
    const tiles = this.wanted;
    return [sum(tiles.filter((tile) => this.meshes.has(tile.id))), sum(tiles)];
  }
}

function meshOf(id, actor, data) {
  return {
    id,
    actor,
    data,
    layer: id.slice(0, id.indexOf('/')),
    side: isBefore(id) ? 'before' : 'after',
    on: true,
    points: data.getPoints().getData(),
    polys: data.getPolys().getData(),
    rows: data.getCellData().getArrayByName('row')?.getData(),
    bounds: data.getBounds(),
  };
}
