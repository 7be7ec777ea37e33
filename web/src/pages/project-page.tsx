import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";
import { AppBar } from "../components/shell/app-bar";
import { openProject } from "../state/current";
import type { ProjectStore } from "../state/project";
import "./pages.css";

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  readonly children: (store: ProjectStore) => ComponentChildren;
}

/** The frame of every page of a project: its bar, and words for when it can't be shown. */
export function ProjectPage({ title, wide, children }: Props) {
  const store = openProject(useRoute().params.project ?? "");
  const name = store.project.value?.name;
  useEffect(() => {
    document.title = [title, name, "Graft"].filter(Boolean).join(" · ");
  }, [title, name]);
  return (
    <>
      <AppBar store={store} />
      <main class={wide ? "page wide" : "page"}>
        <Content store={store}>{children}</Content>
      </main>
    </>
  );
}

function Content({ store, children }: { readonly store: ProjectStore; readonly children: Props["children"] }) {
  const missing = store.missing.value;
  if (missing) {
    return (
      <div class="blank">
        <h1>This project can’t be shown</h1>
        <p class="soft">{missing}</p>
        <a class="button main" href="/">
          All projects
        </a>
      </div>
    );
  }
  if (store.loaded.value) return <>{children(store)}</>;
  if (store.connection.value !== "lost") return <p class="unseen">Loading …</p>;
  return (
    <div class="blank">
      <h1>Graft isn’t answering</h1>
      <p class="soft">Check that it is still running on its computer. This page goes on by itself when it is back.</p>
    </div>
  );
}
