import { effect, useSignal } from "@preact/signals";
import { ArrowLeft } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";
import { examples } from "../api/graft";
import type { Example, ProjectClass } from "../api/types";
import { AddButtons } from "../components/capture/add-buttons";
import { Arrivals } from "../components/capture/arrivals";
import { useDrop } from "../components/capture/drop";
import { Recorder } from "../components/capture/recorder";
import { PictureGrid } from "../components/labelling/picture-grid";
import { coloured } from "../components/shell/colour";
import { NameEdit } from "../components/shell/name-edit";
import { recording } from "../state/camera";
import { renameClass } from "../state/editing";
import { importInto } from "../state/importing";
import type { ProjectStore } from "../state/project";
import { attempt } from "../state/toasts";
import { count } from "../state/words";
import { ProjectPage } from "./project-page";
import "./class.css";

const pageSize = 120;

export function ClassPage() {
  const id = useRoute().params.one;
  return (
    <ProjectPage title="Pictures" wide>
      {(store) => {
        const one = store.classes.value.find((other) => other.id === id);
        return one ? <AllPictures key={id} store={store} one={one} /> : <NoClass store={store} />;
      }}
    </ProjectPage>
  );
}

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
}

/** The pages read so far; what arrives or goes meanwhile is followed. */
function usePages({ store, one }: Props) {
  const items = useSignal<readonly Example[]>([]);
  const next = useSignal<string | null>(null);
  const read = (cursor?: string) =>
    attempt(async () => {
      const page = await examples.list(store.id, one.id, pageSize, cursor);
      items.value = cursor ? [...items.peek(), ...page.items] : page.items;
      next.value = page.next;
    });
  useEffect(
    () =>
      effect(() => {
        // Whatever changes this class's newest pictures begins again from the first page.
        store.pictures.value.get(one.id);
        void read();
      }),
    [store, one.id],
  );
  return { items, next, more: () => void read(next.peek() ?? undefined) };
}

function AllPictures({ store, one }: Props) {
  const { items, next, more } = usePages({ store, one });
  const { over, zone } = useDrop((found) => void importInto(store, one.id, found));
  return (
    <div class={over.value ? "all-pictures over" : "all-pictures"} style={coloured(one.color)} {...zone}>
      <a class="back small" href={`/p/${store.id}`}>
        <ArrowLeft /> Studio
      </a>
      <header class="all-head">
        <span class="dot" />
        <div class="class-name">
          <h1>
            <NameEdit name={one.name} label="Class name" onRename={(name) => renameClass(store, one, name)} />
          </h1>
          <p class="small soft figures">{count(one.examples, "picture")}</p>
        </div>
        <AddButtons store={store} one={one} />
      </header>
      <Arrivals store={store} />
      {recording.value === one.id && <Recorder store={store} one={one} />}
      {items.value.length ? (
        <PictureGrid store={store} one={one} items={items.value} large />
      ) : (
        <p class="class-empty soft">{one.examples ? "Loading …" : "Show it to the camera, or drop pictures here."}</p>
      )}
      {next.value && (
        <button type="button" class="button" onClick={more}>
          Show more
        </button>
      )}
    </div>
  );
}

function NoClass({ store }: { readonly store: ProjectStore }) {
  return (
    <div class="blank">
      <h1>This class is gone</h1>
      <p class="soft">It may have been deleted. Its project is still here.</p>
      <a class="button main" href={`/p/${store.id}`}>
        Back to the studio
      </a>
    </div>
  );
}
