// What all contenders are asked: the same frames, in the same way. Each has a page, and so a process, of its own.
//
// A contender is a module with `open(given)`; what that gives has `predict(bitmap)`, which answers with the
// probabilities of the classes, closes the bitmap, and leaves nothing else behind.

let contender;
let count = 0;

function canvasOf(width, height) {
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  return { pen, width, height };
}
const camera = canvasOf(640, 480);

/** Boxes of changing colours that move a little from frame to frame; nothing is see-through. */
function frame({ pen, width, height }, number) {
  pen.fillStyle = "#6b7078";
  pen.fillRect(0, 0, width, height);
  for (let i = 0; i < 24; i++) {
    pen.fillStyle = `hsl(${(i * 47 + number * 3) % 360} 70% ${30 + ((i * 13) % 50)}%)`;
    pen.fillRect((i * 97 + number * 5) % (width - 40), (i * 61) % (height - 40), width >> 2, height >> 2);
  }
  return createImageBitmap(pen.canvas);
}

globalThis.openContender = async (module, given) => {
  contender = await (await import(module)).open(given);
  return contender.about ?? "";
};

/** Milliseconds of each frame, from the frame to the probabilities; no more frames after `most` seconds. */
globalThis.time = async (frames, most) => {
  const took = [];
  const end = performance.now() + 1000 * most;
  for (let i = 0; i < frames && performance.now() < end; i++) {
    const picture = await frame(camera, count++);
    const begun = performance.now();
    await contender.predict(picture);
    took.push(performance.now() - begun);
  }
  return took;
};

/** Probabilities of frames that nobody has to scale, of `side` pixels, and of frames as a camera gives them. */
globalThis.answers = async (side, frames) => {
  const ask = async (canvas) => {
    const rows = [];
    for (let i = 0; i < frames; i++) rows.push([...(await contender.predict(await frame(canvas, 17 * i)))]);
    return rows;
  };
  return { unscaled: await ask(canvasOf(side, side)), camera: await ask(canvasOf(640, 480)) };
};

globalThis.ready = true;
