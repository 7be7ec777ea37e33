// Teachable Machine's library as its own page uses it: add examples, train, predict; all on the page's thread.

/** What its page sets before anybody touches "Advanced". */
const PARAMETERS = { denseUnits: 100, epochs: 50, learningRate: 0.001, batchSize: 16 };
const SIDE = 224;
let model;

/** Takes `pictures`, [class, address] each; returns seconds for all examples. */
globalThis.gather = async (checkpointUrl, trainingLayer, labels, pictures) => {
  model = await tmImage.createTeachable({ tfjsVersion: tf.version.tfjs }, { checkpointUrl, trainingLayer });
  model.setLabels(labels);
  const squares = [];
  for (const [label, address] of pictures) squares.push([labels.indexOf(label), await square(address)]);
  const begun = performance.now();
  for (const [index, canvas] of squares) await model.addExample(index, canvas);
  return (performance.now() - begun) / 1000;
};

/** Seconds from Train to the first answer of the new model on that backend. */
globalThis.train = async (backend, address) => {
  if (!(await tf.setBackend(backend))) throw new Error(`There is no backend ${backend}.`);
  const frame = await square(address);
  const begun = performance.now();
  await model.train({ ...PARAMETERS });
  await model.predict(frame);
  return (performance.now() - begun) / 1000;
};

/** How many of `pictures` it names right. */
globalThis.right = async (pictures) => {
  let count = 0;
  for (const [label, address] of pictures) {
    const answer = await model.predict(await square(address));
    if (answer.reduce((a, b) => (b.probability > a.probability ? b : a)).className === label) count++;
  }
  return count;
};

/** The picture's middle as its page keeps it. */
async function square(address) {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const edge = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2];
  canvas.getContext("2d").drawImage(picture, left, top, edge, edge, 0, 0, SIDE, SIDE);
  return canvas;
}

globalThis.backend = () => tf.getBackend();
globalThis.ready = true;
