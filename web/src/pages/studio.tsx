import { effect } from "@preact/signals";
import { FolderUp, Images, Plus } from "lucide-preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useRoute } from "preact-iso";
import { Arrivals } from "../components/capture/arrivals";
import { useDrop } from "../components/capture/drop";
import { ClassCard } from "../components/labelling/class-card";
import { LabelClasses } from "../components/labelling/label-classes";
import { ShownPictures } from "../components/labelling/shown-pictures";
import { LiveView } from "../components/live/live-view";
import { NextStepBar } from "../components/training/next-step";
import { closeCamera, recording } from "../state/camera";
import { openProject } from "../state/current";
import { addClassToName } from "../state/editing";
import { type FoundFile, filesOf, filesOfDialog } from "../state/folders";
import { importAnything } from "../state/importing";
import { Live } from "../state/live";
import type { ProjectStore } from "../state/project";
import { complain } from "../state/toasts";
import { ProjectPage } from "./project-page";
import "./studio.css";

/** The model is fetched while the page still asks for all the rest. */
export function StudioPage() {
  const live = useLive(openProject(useRoute().params.project ?? ""));
  return (
    <ProjectPage title="" wide>
      {(store) => <Studio key={store.id} store={store} live={live} />}
    </ProjectPage>
  );
}

interface Props {
  readonly store: ProjectStore;
}

function useLive(store: ProjectStore): Live {
  const live = useMemo(() => new Live(store.id), [store]);
  useEffect(() => {
    const stop = effect(() => {
      const version = store.answering.value;
      if (version !== null) store.loads(live.use(version, store.published.peek()));
    });
    return () => {
      stop();
      live.close();
      closeCamera();
      recording.value = null;
    };
  }, [store, live]);
  return live;
}

function Studio({ store, live }: Props & { readonly live: Live }) {
  const take = async (found: readonly FoundFile[]) => {
    const [first, ...more] = await importAnything(store, found);
    if (!first) return;
    if (!more.length) return live.show(first);
    complain(
      store.task.peek() === "single_label"
        ? "Drop several pictures on the class they belong to."
        : "Drop several pictures on the others.",
    );
  };
  const { over, zone } = useDrop((found) => void take(found));
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || !event.clipboardData?.files.length) return;
      void filesOf(event.clipboardData).then(take);
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [live]);
  return (
    <div class={over.value ? "studio over" : "studio"} {...zone}>
      <div class="studio-classes">
        <h1 class="unseen">{store.project.value?.name}</h1>
        <Arrivals store={store} />
        {store.task.value === "single_label" ? (
          <>
            {!store.classes.value.length && <NoClasses />}
            {store.classes.value.map((one) => (
              <ClassCard key={one.id} store={store} one={one} />
            ))}
            <More store={store} onFolder={(found) => void take(found)} />
          </>
        ) : (
          <>
            {store.task.value === "multi_label" && <LabelClasses store={store} />}
            <ShownPictures store={store} />
          </>
        )}
      </div>
      <div class="studio-step">
        <NextStepBar store={store} />
      </div>
      <div class="studio-live">
        <LiveView store={store} live={live} />
      </div>
    </div>
  );
}

function NoClasses() {
  return (
    <div class="no-classes">
      <Images />
      <p>
        Add a class for each thing to tell apart, then show it pictures of them. Or drop a zip, or a folder with one
        folder of pictures for each class.
      </p>
    </div>
  );
}

function More({ store, onFolder }: Props & { readonly onFolder: (found: readonly FoundFile[]) => void }) {
  const dialog = useRef<HTMLInputElement>(null);
  return (
    <div class="more">
      <button type="button" class="button large" onClick={() => void addClassToName(store)}>
        <Plus /> Add class
      </button>
      <button type="button" class="button plain large" onClick={() => dialog.current?.click()}>
        <FolderUp /> Open a folder
      </button>
      <input
        ref={dialog}
        type="file"
        hidden
        aria-label="Folder of class folders"
        {...{ webkitdirectory: true }}
        onChange={() => dialog.current?.files && onFolder(filesOfDialog(dialog.current.files))}
      />
      {store.classes.value.length > 0 && (
        <p class="small soft">Or drop a zip, or a folder with one folder of pictures for each class.</p>
      )}
    </div>
  );
}
