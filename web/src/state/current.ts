import type { Upload } from "../api/types";
import { ProjectStore } from "./project";
import { outbox } from "./sending";
import { say } from "./toasts";

let open: { readonly store: ProjectStore; readonly close: () => void } | undefined;

/** The store of the project on the screen; leaving for another project closes it. */
export function openProject(id: string): ProjectStore {
  if (open?.store.id === id) return open.store;
  closeProject();
  const store = new ProjectStore(id);
  const deaf = outbox.listen((parcel, upload) => {
    if (parcel.project !== id) return;
    store.arrived(upload);
    if (parcel.source === "correction") say(corrected(store, upload));
  });
  const disconnect = store.connect();
  open = {
    store,
    close: () => {
      deaf();
      disconnect();
    },
  };
  return store;
}

/** Only now is it known: a picture may be refused, or have been there. */
function corrected(store: ProjectStore, { example, duplicate }: Upload): string {
  const to = store.classes.peek().find((one) => one.id === example.class_id)?.name ?? "the pictures";
  return duplicate ? `It is in ${to} already: nothing changed.` : `Added to ${to}. Train again to learn from it.`;
}

export function closeProject(): void {
  open?.close();
  open = undefined;
}
