import { Component } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { thumbnail } from "../../api/graft";
import type { Example } from "../../api/types";

/** What a grid does with its cells; the same object as long as the grid is there. */
export interface Acts {
  pick(place: number, event: MouseEvent): void;
  remove(place: number): void;
  /** The keyboard has come to the cell. */
  came(place: number): void;
}

interface Props {
  /** Nothing: it has not been read yet. */
  readonly item: Example | undefined;
  readonly place: number;
  readonly of: string;
  readonly selected: boolean;
  readonly acts: Acts;
  readonly tabIndex?: number;
  /** In a list of which only a part is drawn: how many there are, and where the cell begins. */
  readonly total?: number;
  readonly left?: string;
  readonly top?: number;
  /** It flies by: a picture that nobody has seen yet is not fetched. */
  readonly flying?: boolean;
}

const told = ["item", "place", "of", "selected", "acts", "tabIndex", "total", "left", "top", "flying"] as const;

/** One picture of a grid: to select, or to remove. */
export class PictureCell extends Component<Props> {
  /** A grid that is scrolled draws itself with every frame, its cells only when they have changed. */
  override shouldComponentUpdate(next: Props): boolean {
    return told.some((name) => next[name] !== this.props[name]);
  }

  override render({ item, place, of, selected, acts, tabIndex = 0, total, left, top, flying = false }: Props) {
    const placed =
      total === undefined ? {} : { "aria-setsize": total, "aria-posinset": place + 1, style: { left, top } };
    return (
      <li class="picture" onFocusIn={() => acts.came(place)} {...placed}>
        <button
          type="button"
          data-id={item?.id}
          data-place={place}
          tabIndex={tabIndex}
          aria-pressed={selected}
          aria-label={`Picture ${place + 1} of ${of}`}
          title={item?.file_name || undefined}
          onClick={(event) => acts.pick(place, event)}
        >
          {item && <Thumbnail key={item.sha256} sha256={item.sha256} flying={flying} />}
        </button>
        {item && (
          <button
            type="button"
            class="picture-remove"
            tabIndex={-1}
            aria-label={`Remove picture ${place + 1} of ${of}`}
            onClick={() => acts.remove(place)}
          />
        )}
      </li>
    );
  }
}

function Thumbnail({ sha256, flying }: { readonly sha256: string; readonly flying: boolean }) {
  const image = useRef<HTMLImageElement>(null);
  const looked = useRef(false);
  looked.current ||= !flying;
  useEffect(() => {
    const drawn = image.current;
    // Without its address the browser no longer fetches what was scrolled past.
    return () => drawn?.removeAttribute("src");
  }, []);
  const src = looked.current ? thumbnail(sha256) : undefined;
  return <img ref={image} src={src} alt="" fetchPriority="low" decoding="async" draggable={false} />;
}
