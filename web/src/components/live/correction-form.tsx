import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Shows } from "../../api/graft";
import { addPictures } from "../../state/importing";
import type { Live } from "../../state/live";
import { everything } from "../../state/pictures";
import type { ProjectStore } from "../../state/project";
import { noNumber, typedNumber } from "../../state/shows";
import { attempt, complain } from "../../state/toasts";
import { LabelToggles } from "../labelling/label-toggles";
import { useFrozenFrame } from "./frozen-frame";

interface Props {
  readonly store: ProjectStore;
  readonly live: Live;
  readonly video: RefObject<HTMLVideoElement>;
}

/** “It is really …” for a number and for several labels: the frame becomes a picture with what was said. */
export function CorrectionForm({ store, live, video }: Props) {
  const open = useSignal(false);
  const shows = useSignal<Shows>({});
  const field = useRef<HTMLInputElement>(null);
  const { freeze, thaw, taken } = useFrozenFrame(live, video);
  const number = store.task.value === "regression";
  const unit = live.prediction.value?.number?.unit;
  const begin = () => {
    freeze();
    shows.value = {
      classIds: live.prediction.peek()?.classes.flatMap((one) => (one.shown ? [one.id] : [])) ?? [],
    };
    open.value = true;
  };
  const end = () => {
    open.value = false;
    thaw();
  };
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = field.current?.value ?? "";
    const said: Shows = number ? { value: typedNumber(typed) } : shows.peek();
    if (number && said.value === null) return complain(noNumber(typed));
    if (!number && !said.classIds?.length && !said.noneOfThese)
      return complain("Say which classes it shows, or that it shows none of these.");
    void attempt(async () => {
      await addPictures(store, everything, [{ picture: await taken(), source: "correction", move: true, shows: said }]);
    }).then(end);
  };
  if (!open.value) {
    return (
      <button type="button" class="button wide" onClick={begin}>
        It is really …
      </button>
    );
  }
  return (
    <form class="correction" onSubmit={add} aria-label="It is really">
      <p class="small soft">{number ? `It is really …${unit ? ` (${unit})` : ""}` : "It really shows …"}</p>
      {number ? (
        <input
          ref={field}
          class="field figures"
          inputMode="decimal"
          aria-label="The right value"
          placeholder="the right value"
          autofocus
        />
      ) : (
        <LabelToggles
          label="It really shows"
          classes={store.classes.value}
          shows={shows.value}
          onShows={(now) => {
            shows.value = now;
          }}
        />
      )}
      <div class="correction-do">
        <button type="submit" class="button main">
          Add
        </button>
        <button type="button" class="button plain" onClick={end}>
          Cancel
        </button>
      </div>
    </form>
  );
}
