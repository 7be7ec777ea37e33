import { useSignal } from "@preact/signals";
import { type FoundFile, filesOf } from "../../state/folders";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Makes an element take dropped files and folders; `over` is true while something hovers over it. */
export function useDrop(onFiles: (found: readonly FoundFile[]) => void) {
  const over = useSignal(false);
  const hold = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    over.value = true;
  };
  const leave = (event: DragEvent) => {
    const inside = (event.currentTarget as Node).contains(event.relatedTarget as Node | null);
    if (!inside) over.value = false;
  };
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    over.value = false;
    void filesOf(event.dataTransfer).then(onFiles);
  };
  return { over, zone: { onDragEnter: hold, onDragOver: hold, onDragLeave: leave, onDrop: drop } };
}
