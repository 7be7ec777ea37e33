import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io } from "@tensorflow/tfjs-core";

/** Reads one file of a bundle by its path; `onBytes` hears how many bytes came since the last call. */
export type ReadFile = (path: string, onBytes?: (count: number) => void) => Promise<ArrayBuffer>;

export type OnProgress = (loaded: number, total: number) => void;

/**
 * Loads a converter's graph model through `read`: fetch in the page, the file system in Node.
 * `path` is that of model.json; the weights lie beside it. Progress counts bytes of weights.
 */
export async function loadGraph(path: string, read: ReadFile, onProgress: OnProgress = () => {}): Promise<GraphModel> {
  return loadGraphModel({ load: () => readArtifacts(path, read, onProgress) });
}

async function readArtifacts(path: string, read: ReadFile, onProgress: OnProgress): Promise<io.ModelArtifacts> {
  const json = JSON.parse(new TextDecoder().decode(await read(path))) as io.ModelJSON;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const total = specs.reduce((bytes, spec) => bytes + weightBytes(spec), 0);
    let loaded = 0;
    onProgress(loaded, total);
    const names = manifest.flatMap((group) => group.paths);
    const shards = await Promise.all(
      names.map((name) =>
        read(folder + name, (count) => {
          loaded += count;
          onProgress(loaded, total);
        }),
      ),
    );
    return [specs, shards];
  });
}

function weightBytes(spec: io.WeightsManifestEntry): number {
  const values = spec.shape.reduce((product, length) => product * length, 1);
  const width = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1, complex64: 8, string: 0 };
  return values * width[spec.quantization?.dtype ?? spec.dtype];
}
