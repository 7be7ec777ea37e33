// MediaPipe's image classifier, which crops and scales by itself; on the processor, as there is no GPU to ask.
import { FilesetResolver, ImageClassifier } from "@mediapipe/tasks-vision";

export async function open({ model, classes }) {
  const vision = await FilesetResolver.forVisionTasks("/peers/node_modules/@mediapipe/tasks-vision/wasm");
  const baseOptions = { modelAssetPath: model, delegate: "CPU" };
  const options = { baseOptions, runningMode: "IMAGE", maxResults: classes };
  const classifier = await ImageClassifier.createFromOptions(vision, options);
  return {
    async predict(picture) {
      const { classifications } = classifier.classify(picture, { regionOfInterest: middle(picture) });
      picture.close();
      const probabilities = new Float32Array(classes);
      for (const { index, score } of classifications[0].categories) probabilities[index] = score;
      return probabilities;
    },
  };
}

/** The middle square, in parts of the picture. */
function middle({ width, height }) {
  const square = Math.min(width, height);
  const [x, y] = [(1 - square / width) / 2, (1 - square / height) / 2];
  return { left: x, right: 1 - x, top: y, bottom: 1 - y };
}
