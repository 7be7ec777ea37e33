import type { RefObject } from "preact";
import type { ProjectClass } from "../../api/types";
import { addPictures } from "../../state/importing";
import type { Live } from "../../state/live";
import type { ProjectStore } from "../../state/project";
import { attempt } from "../../state/toasts";
import { coloured } from "../shell/colour";
import { Menu, MenuItem } from "../shell/menu";
import { useFrozenFrame } from "./frozen-frame";

interface Props {
  readonly store: ProjectStore;
  readonly live: Live;
  readonly video: RefObject<HTMLVideoElement>;
}

/** “That’s wrong, it is …”: the view stops while the menu is open, and that frame becomes a picture of the class chosen. */
export function Correction({ store, live, video }: Props) {
  const { freeze, thaw, taken } = useFrozenFrame(live, video);
  const correct = (to: ProjectClass) =>
    attempt(async () => {
      await addPictures(store, to.id, [{ picture: await taken(), source: "correction", move: true }]);
    });
  return (
    <Menu
      label="That’s wrong, it is …"
      button="That’s wrong, it is …"
      buttonClass="button wide"
      listClass="wide up"
      onOpen={freeze}
      onClose={thaw}
    >
      {store.classes.value.map((one) => (
        <MenuItem key={one.id} onPick={() => void correct(one)}>
          <span class="dot" style={coloured(one.color)} /> {one.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
