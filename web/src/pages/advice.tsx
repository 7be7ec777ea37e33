import { AdviceItem } from "../components/judging/advice";
import { useAdvice } from "../state/judging";
import type { ProjectStore } from "../state/project";
import { count } from "../state/words";
import { ProjectPage } from "./project-page";

export function AdvicePage() {
  return <ProjectPage title="Advice">{(store) => <AdviceList key={store.id} store={store} />}</ProjectPage>;
}

function AdviceList({ store }: { readonly store: ProjectStore }) {
  const { data, trouble } = useAdvice(store, true);
  if (trouble) {
    return (
      <p class="notice wrong" role="alert">
        {trouble}
      </p>
    );
  }
  if (!data) return <p class="unseen">Loading …</p>;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>Advice</h1>
          <p class="small soft figures">
            From {count(data.embedded, "picture")} that the backbone has looked at, without training anything.
          </p>
        </div>
      </div>
      <ul class="advice">
        {data.items.map((item) => (
          <AdviceItem key={item.code + item.classes.join()} store={store} item={item} />
        ))}
      </ul>
    </>
  );
}
