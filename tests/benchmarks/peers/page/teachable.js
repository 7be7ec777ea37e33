// Teachable Machine's library as its own page uses it: add examples, train, predict; all on the page's thread.

/** What its page sets before anybody touches "Advanced". */
const PARAMETERS = { denseUnits: 100, epochs: 50, learningRate: 0.001, batchSize: 16 };
const SIDE = 224;
let model;

/**
 * Takes the examples in; seconds a picture that it embeds itself, and the likeness of what it makes of them.
 *
 * Its library needs seconds a picture where there is no GPU. So it embeds only the first of each class; of the
 * others it gets the features that Keras gives of the same network, as float32 in a row, where it would have put
 * its own.
 */
globalThis.gather = async (checkpointUrl, trainingLayer, labels, pictures, features) => {
  model = await tmImage.createTeachable({ tfjsVersion: tf.version.tfjs }, { checkpointUrl, trainingLayer });
  model.setLabels(labels);
  const all = new Float32Array(await (await fetch(features)).arrayBuffer());
  const length = all.length / pictures.length;
  const seconds = [];
  let likeness = 1;
  for (const [i, [label, address]] of pictures.entries()) {
    const index = labels.indexOf(label);
    const given = all.slice(i * length, (i + 1) * length);
    if (model.examples[index].length > 0) {
      model.examples[index].push(given);
      model.totalSamples++;
      continue;
    }
    const canvas = await square(address);
    const begun = performance.now();
    await model.addExample(index, canvas);
    seconds.push((performance.now() - begun) / 1000);
    likeness = Math.min(likeness, cosine(model.examples[index][0], given));
  }
  return [seconds.sort((a, b) => a - b)[seconds.length >> 1], likeness];
};

function cosine(a, b) {
  const product = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

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
