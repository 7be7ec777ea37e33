import { signal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "calm" | "wrong";
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Milliseconds; the way back stays as long as what went wrong. */
const stay = { calm: 7_000, wrong: 20_000, undo: 20_000 };
let last = 0;
let held = false;

export const toasts = signal<readonly Toast[]>([]);

function take(id: number): Toast | undefined {
  const toast = toasts.value.find((one) => one.id === id);
  toasts.value = toasts.value.filter((one) => one.id !== id);
  held = false; // what was under the pointer is gone, and nothing tells that it was left
  return toast;
}

export function dismiss(id: number): void {
  take(id);
}

/** Somebody reads or is about to press: nothing goes away meanwhile. */
export function hold(on: boolean): void {
  held = on;
}

export function act(id: number): void {
  take(id)?.action?.run();
}

function show(toast: Omit<Toast, "id">): void {
  last += 1;
  const id = last;
  const others = toasts.value.filter((one) => one.text !== toast.text);
  toasts.value = [...others.slice(-2), { ...toast, id }];
  const end = () => (held ? setTimeout(end, stay.calm) : dismiss(id));
  setTimeout(end, toast.action ? stay.undo : stay[toast.tone]);
}

export function say(text: string): void {
  show({ text, tone: "calm" });
}

export function complain(text: string): void {
  show({ text, tone: "wrong" });
}

/** Runs what a person asked for; when it fails, shows the sentence that says why. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    complain(error instanceof Error ? error.message : "Something went wrong.");
    return undefined;
  }
}

/** Says what was done, with the way back; that is offered again where it fails. */
export function offerUndo(text: string, undo: () => Promise<unknown>): void {
  const run = async () => {
    const undone = await attempt(async () => {
      await undo();
      return true;
    });
    if (!undone) offerUndo(text, undo);
  };
  show({ text, tone: "calm", action: { label: "Undo", run: () => void run() } });
}
