import { Camera, ImagePlus } from "lucide-preact";
import { useRef } from "preact/hooks";
import type { ProjectClass } from "../../api/types";
import { recording } from "../../state/camera";
import { filesOfDialog } from "../../state/folders";
import { importInto } from "../../state/importing";
import type { ProjectStore } from "../../state/project";

/** What file dialogs offer; the server decides by decoding. */
export const pictureTypes = "image/*,.avif,.heic,.heif,.tif,.tiff,.bmp,.zip";

/** Opens a class's file dialog from elsewhere on the page. */
export function askForPictures(classId: string): void {
  document.getElementById(`add-${classId}`)?.click();
}

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
}

export function AddButtons({ store, one }: Props) {
  const dialog = useRef<HTMLInputElement>(null);
  const picked = () => {
    const input = dialog.current;
    if (!input?.files?.length) return;
    void importInto(store, one.id, filesOfDialog(input.files));
    input.value = "";
  };
  const on = recording.value === one.id;
  return (
    <div class="add-buttons">
      <button
        type="button"
        class="button"
        aria-pressed={on}
        aria-label={`Camera for ${one.name}`}
        onClick={() => {
          recording.value = on ? null : one.id;
        }}
      >
        <Camera /> Camera
      </button>
      <button
        type="button"
        class="button"
        aria-label={`Add pictures to ${one.name}`}
        onClick={() => dialog.current?.click()}
      >
        <ImagePlus /> Pictures
      </button>
      <input
        ref={dialog}
        id={`add-${one.id}`}
        type="file"
        multiple
        hidden
        accept={pictureTypes}
        aria-label={`Picture files for ${one.name}`}
        onChange={picked}
      />
    </div>
  );
}
