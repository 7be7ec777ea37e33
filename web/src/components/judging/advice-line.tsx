import { CircleAlert, Lightbulb } from "lucide-preact";
import { useAdvice } from "../../state/judging";
import type { ProjectStore } from "../../state/project";
import { count } from "../../state/words";
import "./advice.css";

/** The quiet way to the advice; only what misleads is said here. */
export function AdviceLine({ store }: { readonly store: ProjectStore }) {
  const { data } = useAdvice(store, false);
  const begun = store.task.value === "single_label" ? store.classes.value.length > 1 : store.total.value > 0;
  if (!data || !begun) return null;
  const wrong = data.items.filter((item) => item.severity === "wrong").length;
  return (
    <a class={wrong ? "advice-line wrong small" : "advice-line small"} href={`/p/${store.id}/advice`}>
      {wrong ? <CircleAlert /> : <Lightbulb />}
      {wrong ? `${count(wrong, "thing")} to look at` : "Advice"}
    </a>
  );
}
