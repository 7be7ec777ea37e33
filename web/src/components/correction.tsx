import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { ProjectClass } from "../api/types";
import { still } from "../camera/still";
import { addPictures } from "../state/importing";
import type { Live } from "../state/live";
import type { ProjectStore } from "../state/project";
import { attempt, say } from "../state/toasts";
import { coloured } from "./colour";
import { Menu, MenuItem } from "./menu";

interface Props {
  readonly store: ProjectStore;
  readonly live: Live;
  readonly video: RefObject<HTMLVideoElement>;
}

/** “That’s wrong, it is …”: the view stops while the menu is open, and that frame becomes a picture of the class chosen. */
export function Correction({ store, live, video }: Props) {
  const frame = useRef<Promise<Blob | null>>(Promise.resolve(null));
  const freeze = () => {
    video.current?.pause();
    const shown = live.picture.peek();
    if (shown) frame.current = Promise.resolve(shown.blob);
    else frame.current = video.current ? still(video.current).catch(() => null) : Promise.resolve(null);
  };
  const correct = (to: ProjectClass) =>
    attempt(async () => {
      const picture = await frame.current;
      if (!picture) throw new Error("The camera showed no picture at that moment: try again.");
      await addPictures(store, to.id, [{ picture, source: "correction", move: true }]);
      say(`Added to ${to.name}. Train again to learn from it.`);
    });
  return (
    <Menu
      label="That’s wrong, it is …"
      button="That’s wrong, it is …"
      buttonClass="button wide"
      listClass="wide up"
      onOpen={freeze}
      onClose={() => void video.current?.play().catch(() => {})}
    >
      {store.classes.value.map((one) => (
        <MenuItem key={one.id} onPick={() => void correct(one)}>
          <span class="dot" style={coloured(one.color)} /> {one.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
