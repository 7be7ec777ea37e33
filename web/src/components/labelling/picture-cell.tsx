import { X } from "lucide-preact";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { thumbnail } from "../../api/graft";
import type { Example } from "../../api/types";

type OfItem = "style" | "aria-setsize" | "aria-posinset" | "onFocusIn";

interface Props extends Pick<JSX.HTMLAttributes<HTMLLIElement>, OfItem> {
  /** Nothing: it has not been read yet. */
  readonly item: Example | undefined;
  readonly place: number;
  readonly of: string;
  readonly selected: boolean;
  readonly tabIndex?: number;
  readonly onPick: (event: MouseEvent) => void;
  readonly onRemove: () => void;
}

/** One picture of a grid: to select, or to remove. */
export function PictureCell({ item, place, of, selected, tabIndex = 0, onPick, onRemove, ...rest }: Props) {
  return (
    <li class="picture" {...rest}>
      <button
        type="button"
        data-id={item?.id}
        data-place={place}
        tabIndex={tabIndex}
        aria-pressed={selected}
        aria-label={`Picture ${place + 1} of ${of}`}
        title={item?.file_name || undefined}
        onClick={onPick}
      >
        {item && <Thumbnail key={item.sha256} sha256={item.sha256} />}
      </button>
      {item && (
        <button
          type="button"
          class="picture-remove"
          tabIndex={-1}
          aria-label={`Remove picture ${place + 1} of ${of}`}
          onClick={onRemove}
        >
          <X />
        </button>
      )}
    </li>
  );
}

function Thumbnail({ sha256 }: { readonly sha256: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const drawn = image.current;
    // Without its address the browser no longer fetches what was scrolled past.
    return () => drawn?.removeAttribute("src");
  }, []);
  return <img ref={image} src={thumbnail(sha256)} alt="" fetchPriority="low" decoding="async" draggable={false} />;
}
