import { computed, effect } from "@preact/signals";
import { ArrowLeft } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { useRoute } from "preact-iso";
import { examples } from "../api/graft";
import type { ProjectClass } from "../api/types";
import { AddButtons } from "../components/capture/add-buttons";
import { Arrivals } from "../components/capture/arrivals";
import { useDrop } from "../components/capture/drop";
import { Recorder } from "../components/capture/recorder";
import { PictureWall } from "../components/labelling/picture-wall";
import { coloured } from "../components/shell/colour";
import { NameEdit } from "../components/shell/name-edit";
import { Album } from "../state/album";
import { recording } from "../state/camera";
import { renameClass } from "../state/editing";
import { importInto } from "../state/importing";
import type { ProjectStore } from "../state/project";
import { attempt } from "../state/toasts";
import { count } from "../state/words";
import { ProjectPage } from "./project-page";
import "./class.css";

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

/** All pictures of the class; what arrives or goes meanwhile is followed. */
function useAlbum({ store, one }: Props): Album {
  const album = useMemo(() => {
    const read = (offset: number, limit: number) => examples.list(store.id, one.id, limit, offset);
    return new Album(read, one.examples, (error) => void attempt(() => Promise.reject(error)));
  }, [store, one.id]);
  useEffect(() => {
    const newest = computed(() => store.pictures.value.get(one.id));
    return effect(() => album.again(newest.value?.total));
  }, [store, one.id, album]);
  return album;
}

function AllPictures({ store, one }: Props) {
  const album = useAlbum({ store, one });
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
      {album.total.value ? (
        <PictureWall store={store} one={one} album={album} />
      ) : (
        <p class="class-empty soft">Show it to the camera, or drop pictures here.</p>
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
