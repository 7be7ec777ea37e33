/** A version's two networks, run by the fast lane where it may, and by TensorFlow.js otherwise. */
import type { Device } from "./device";
import type { ModelFile } from "./graph";
import type { GraphicsBackbone } from "./graphics/contract";
import { agree } from "./lane/agreement";
import type { FastBackbone, FetchedNetwork } from "./lane/contract";
import { FastHead } from "./lane/head";
import { LaneRefusal } from "./lane/refusal";
import type { Source } from "./resize";
import type { TensorBackbone, TensorHead } from "./tensorflow";
import type { Engine } from "./types";

/** A network without its top, and what makes a picture fit for it. */
export class Backbone {
  private lane: FastBackbone | null = null;
  private tensors: TensorBackbone | null = null;
  private graphics: GraphicsBackbone | null = null;
  private opening: Promise<TensorBackbone> | null = null;
  /** Whether the fast lane has nothing left to find out on this device. */
  private laneSettled = true;
  private settling = false;
  private disposed = false;
  /** What answers, and why it is not another. */
  engine: Engine = { name: "tensorflow", backend: "wasm", threads: 1, reason: null };

  private constructor(
    private readonly network: FetchedNetwork,
    private readonly device: Device,
  ) {}

  /** Warm: what answers has looked at a picture. */
  static async open(network: FetchedNetwork, device: Device): Promise<Backbone> {
    const backbone = new Backbone(network, device);
    const first = await device.lanes?.first(network);
    if (first) {
      backbone.lane = first.lane;
      backbone.engine = first.engine;
      backbone.laneSettled = first.settled;
    }
    if (!backbone.lane) await backbone.inTensorFlow();
    return backbone;
  }

  /** float32[C] by whatever answers; valid until the next picture. */
  async features(picture: Source): Promise<Float32Array> {
    if (this.graphics) {
      try {
        return await this.graphics.features(picture);
      } catch (error) {
        this.leaveGraphics(`The graphics processor stopped: ${error}`);
      }
    }
    if (this.lane) {
      try {
        return this.lane.vector(picture);
      } catch (error) {
        if (!(error instanceof LaneRefusal)) throw error;
        this.leaveLane(error.message);
      }
    }
    return (await this.inTensorFlow()).features(picture);
  }

  /** A frame is coming: memory for its bytes, where the fast lane has some. */
  expect(bytes: number): Uint8Array | null {
    return this.graphics ? null : (this.lane?.expect(bytes) ?? null);
  }

  /**
   * Finds out what serves best on this device, where that is not known yet: from then on that answers. Meant for
   * after the first answer; pictures are answered meanwhile. Without TensorFlow.js all stays as it is.
   */
  async settle(): Promise<void> {
    if (this.settling) return;
    this.settling = true;
    if (!this.laneSettled) await this.settleLane();
    if (!this.disposed) await this.settleGraphics();
  }

  private async settleLane(): Promise<void> {
    const { device } = this;
    if (!device.lanes) return;
    const tensors = await this.inTensorFlow().catch(() => null);
    if (!tensors) return;
    const best = await device.lanes.settle(this.network, (picture) => tensors.features(picture));
    if (this.disposed) return best.lane?.dispose();
    this.lane?.dispose();
    this.lane = best.lane;
    this.engine = best.engine;
    if (this.lane) this.leaveTensorFlow();
  }

  /** The fast lane stays beside it: graphics processors go away, as when a laptop changes to its other one. */
  private async settleGraphics(): Promise<void> {
    const best = await this.device.graphics?.settle(this.network, (picture) => this.features(picture));
    if (!best) return;
    if (this.disposed) return best.backbone.dispose();
    this.graphics = best.backbone;
    this.engine = { name: "tensorflow", backend: best.backend, threads: 1, reason: null };
    this.leaveTensorFlow();
  }

  dispose(): void {
    this.disposed = true;
    this.graphics?.dispose();
    this.lane?.dispose();
    this.leaveTensorFlow();
  }

  private async inTensorFlow(): Promise<TensorBackbone> {
    if (this.tensors) return this.tensors;
    this.opening ??= this.openTensors();
    try {
      return await this.opening;
    } finally {
      this.opening = null; // where it can't be had now, it may be later
    }
  }

  private async openTensors(): Promise<TensorBackbone> {
    const { file, input, outputs } = this.network;
    const tensors = await (await this.device.tensorflow()).TensorBackbone.open(file, input, outputs);
    if (!this.disposed) this.tensors = tensors;
    else tensors.dispose();
    return tensors;
  }

  private leaveTensorFlow(): void {
    this.tensors?.dispose();
    this.tensors = null;
  }

  private leaveLane(reason: string): void {
    this.lane?.dispose();
    this.lane = null;
    this.engine = { name: "tensorflow", backend: "wasm", threads: 1, reason };
  }

  private leaveGraphics(reason: string): void {
    this.graphics?.dispose();
    this.graphics = null;
    const lane = this.lane && { name: "fast lane" as const, threads: this.lane.threads };
    this.engine = { backend: "wasm", ...(lane ?? { name: "tensorflow", threads: 1 }), reason };
  }
}

/** The task's layers: feature vector in, probabilities or a number out. */
export class Head {
  private constructor(private readonly runs: FastHead | TensorHead) {}

  /**
   * Takes `features` values. `said`: what TensorFlow.js said of the probe vector when the head was published; where
   * that is not known it is asked now.
   */
  static async open(file: ModelFile, features: number, said: Float32Array | null, device: Device): Promise<Head> {
    const fast = FastHead.of(file);
    const probe = FastHead.probe(features);
    if (fast && said && agree(fast.run(probe), said)) return new Head(fast);
    const tensors = await (await device.tensorflow()).TensorHead.open(file);
    const wanted = await tensors.answer(probe);
    if (!fast || !agree(fast.run(probe), wanted)) return new Head(tensors);
    tensors.dispose();
    return new Head(fast);
  }

  /** Takes float32[C], gives float32[k]. */
  async answer(vector: Float32Array): Promise<Float32Array> {
    return this.runs instanceof FastHead ? this.runs.run(vector) : this.runs.answer(vector);
  }

  dispose(): void {
    if (!(this.runs instanceof FastHead)) this.runs.dispose();
  }
}
