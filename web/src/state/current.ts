import { ProjectStore } from "./project";
import { outbox } from "./sending";

let open: { readonly store: ProjectStore; readonly close: () => void } | undefined;

/** The store of the project on the screen; leaving for another project closes it. */
export function openProject(id: string): ProjectStore {
  if (open?.store.id === id) return open.store;
  closeProject();
  const store = new ProjectStore(id);
  const deaf = outbox.listen((parcel, upload) => {
    if (parcel.project === id) store.arrived(upload, parcel.move);
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

export function closeProject(): void {
  open?.close();
  open = undefined;
}
