// A model of Teachable Machine, loaded and asked as its export tells a user to.
const backend = new URLSearchParams(location.search).get("backend");
if (backend) await tf.setBackend(backend);
const picture = Object.assign(new Image(), { src: "/picture.jpg" });
const [model] = await Promise.all([tmImage.load("/teachable/model.json", "/teachable/metadata.json"), picture.decode()]);
globalThis.said = await model.predict(picture);
globalThis.firstAnswer = performance.now();
