// MediaPipe's image classifier, loaded and asked as its documentation tells a user to.
import { FilesetResolver, ImageClassifier } from "/vision_bundle.mjs";

const picture = Object.assign(new Image(), { src: "/picture.jpg" });
const vision = await FilesetResolver.forVisionTasks("/wasm");
const baseOptions = { modelAssetPath: "/mediapipe.tflite", delegate: "CPU" };
const [classifier] = await Promise.all([
  ImageClassifier.createFromOptions(vision, { baseOptions, runningMode: "IMAGE" }),
  picture.decode(),
]);
globalThis.said = classifier.classify(picture).classifications[0].categories;
globalThis.firstAnswer = performance.now();
