import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ProjectClass } from "../../api/types";
import type { ProjectStore } from "../../state/project";
import { cellsIn } from "./in-view";
import { PictureGrid } from "./picture-grid";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
}

const rows = 2;
/** Width of a thumbnail, at least, as in picture-grid.css. */
const least = 76;

/** As many columns as the grid itself makes at its width. */
function useColumns() {
  const columns = useSignal(6);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) columns.value = Math.max(2, cellsIn(entry.contentRect.width, least).columns);
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, columns };
}

/** Two rows of a class's newest pictures; the last place leads to all of them. */
export function CardPictures({ store, one }: Props) {
  const { box, columns } = useColumns();
  const known = store.pictures.value.get(one.id);
  const total = known?.total ?? one.examples;
  const room = columns.value * rows;
  const most = total > room ? room - 1 : total;
  const shown = known?.items.slice(0, most) ?? [];
  const awaited = known ? 0 : most;
  const address = `/p/${store.id}/c/${one.id}`;
  return (
    <div ref={box} class="card-pictures">
      {total === 0 && <p class="class-empty soft">Show it to the camera, or drop pictures here.</p>}
      {total > 0 && (
        <PictureGrid store={store} one={one} items={shown}>
          {Array.from({ length: awaited }, (_, place) => (
            <li key={place} class="picture awaited" />
          ))}
          {total > room && (
            <li class="picture">
              <a class="picture-all small" href={address} aria-label={`Show all ${total} pictures of ${one.name}`}>
                All
                <span class="figures">{total.toLocaleString("en")}</span>
              </a>
            </li>
          )}
        </PictureGrid>
      )}
    </div>
  );
}
