import { signal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "calm" | "wrong";
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const stay = { calm: 7_000, wrong: 20_000 };
let last = 0;

export const toasts = signal<readonly Toast[]>([]);

function take(id: number): Toast | undefined {
  const toast = toasts.value.find((one) => one.id === id);
  toasts.value = toasts.value.filter((one) => one.id !== id);
  return toast;
}

export function dismiss(id: number): void {
  take(id);
}

export function act(id: number): void {
  take(id)?.action?.run();
}

function show(toast: Omit<Toast, "id">): void {
  last += 1;
  const id = last;
  const others = toasts.value.filter((one) => one.text !== toast.text);
  toasts.value = [...others.slice(-2), { ...toast, id }];
  setTimeout(() => dismiss(id), stay[toast.tone]);
}

export function say(text: string): void {
  show({ text, tone: "calm" });
}

export function complain(text: string): void {
  show({ text, tone: "wrong" });
}

export function offerUndo(text: string, undo: () => void): void {
  show({ text, tone: "calm", action: { label: "Undo", run: undo } });
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
