// TensorFlow.js on the page's own thread, as its documentation and most tutorials write it.

const TFJS = "/peers/node_modules/tfjs-today/dist/tf.min.js";
const WASM = "/wasm/"; // the same version's package, which Graft is built with

export async function open({ model, side, layers, backend }) {
  await script(TFJS);
  if (backend === "wasm") {
    await script(`${WASM}tf-backend-wasm.min.js`);
    tf.wasm.setWasmPaths(WASM);
    tf.wasm.setThreadsCount(navigator.hardwareConcurrency);
    await tf.setBackend("wasm");
  }
  await tf.ready();
  const network = await (layers ? tf.loadLayersModel(model) : tf.loadGraphModel(model));
  return {
    about: tf.getBackend(),
    async predict(picture) {
      const answer = tf.tidy(() => network.predict(input(picture, side)));
      const probabilities = await answer.data();
      answer.dispose();
      picture.close();
      return probabilities;
    },
  };
}

function input(picture, side) {
  const pixels = tf.browser.fromPixels(picture);
  const [height, width] = pixels.shape;
  const square = Math.min(height, width);
  const middle = pixels.slice([(height - square) >> 1, (width - square) >> 1, 0], [square, square, 3]);
  return tf.image.resizeBilinear(middle, [side, side]).toFloat().expandDims();
}

function script(source) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src: source, onload: resolve });
    tag.onerror = () => reject(new Error(`${source} could not be loaded`));
    document.head.append(tag);
  });
}
