import type { io } from "@tensorflow/tfjs-core";

/** Reads one file of a bundle by its path; `onBytes` hears how many bytes came since the last call. */
export type ReadFile = (path: string, onBytes?: (count: number) => void) => Promise<ArrayBuffer>;

export type OnProgress = (loaded: number, total: number) => void;

/** A graph model as it lies on disk: what model.json holds, and its shards in order. */
export interface ModelFile {
  readonly json: io.ModelJSON;
  readonly shards: readonly ArrayBuffer[];
}

/**
 * Reads a converter's graph model through `read`: fetch in the page, the file system in Node.
 * `path` is that of model.json; the weights lie beside it, and those whose names are known already are not kept
 * waiting for it. Progress counts bytes of weights.
 */
export async function readModel(
  path: string,
  read: ReadFile,
  onProgress: OnProgress = () => {},
  known: readonly string[] = [],
): Promise<ModelFile> {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  let total: number | null = null;
  let loaded = 0;
  const shard = (name: string) =>
    read(folder + name, (count) => {
      loaded += count;
      if (total !== null) onProgress(loaded, total);
    });
  const description = read(path);
  const coming = new Map(known.map((name) => [name, shard(name)]));
  // What goes wrong with one of them is heard where it is awaited.
  for (const one of coming.values()) one.catch(() => {});
  const json = JSON.parse(new TextDecoder().decode(await description)) as io.ModelJSON;
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  total = specs.reduce((bytes, spec) => bytes + weightBytes(spec), 0);
  onProgress(loaded, total);
  const shards = await Promise.all(
    json.weightsManifest.flatMap((group) => group.paths).map((name) => coming.get(name) ?? shard(name)),
  );
  return { json, shards };
}

function weightBytes(spec: io.WeightsManifestEntry): number {
  const values = spec.shape.reduce((product, length) => product * length, 1);
  const width = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1, complex64: 8, string: 0 };
  return values * width[spec.quantization?.dtype ?? spec.dtype];
}
