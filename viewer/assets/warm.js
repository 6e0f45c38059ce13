// Wakes the browser's graphics process while the page's scripts are still being read.
if (typeof OffscreenCanvas !== 'undefined') new OffscreenCanvas(1, 1).getContext('webgl2')?.getError();
