import { useRef } from "preact/hooks";
import { filesOf } from "../../state/folders";
import type { Live } from "../../state/live";
import type { ProjectStore } from "../../state/project";
import { useDrop } from "../capture/drop";
import { Answer } from "./answer";
import { Stage } from "./stage";
import "./live-view.css";

interface Props {
  readonly store: ProjectStore;
  readonly live: Live;
}

/** What the model says of what it is shown: the camera, or a picture dropped or pasted here. */
export function LiveView({ store, live }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const { over, zone } = useDrop(([first]) => first && void live.show(first.file));
  const paste = async (event: ClipboardEvent) => {
    const [first] = event.clipboardData ? await filesOf(event.clipboardData) : [];
    if (first) await live.show(first.file);
  };
  return (
    <section
      class={`live ${over.value ? "over" : ""} ${live.prediction.value ? "answering" : ""}`}
      aria-label="Live view"
      onPaste={(event) => void paste(event)}
      {...zone}
    >
      <Stage live={live} video={video} />
      <Answer store={store} live={live} video={video} />
    </section>
  );
}
