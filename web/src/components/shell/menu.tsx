import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly button: ComponentChildren;
  readonly buttonClass?: string;
  readonly listClass?: string;
  readonly disabled?: boolean;
  readonly onOpen?: () => void;
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}

const items = (root: HTMLElement | null) => [...(root?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];

/** A button that opens a list of choices; arrows move, Escape and a click elsewhere close. */
export function Menu({ label, button, buttonClass = "button plain icon", listClass = "", ...rest }: Props) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  // At once and not after the next paint: the arrow pressed right after opening counts from the first item.
  useLayoutEffect(() => {
    if (!open.value) return;
    items(root.current)[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) open.value = false;
    };
    addEventListener("pointerdown", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      rest.onClose?.();
    };
  }, [open.value]);

  const close = () => {
    open.value = false;
    trigger.current?.focus();
  };
  const move = (step: number) => {
    const all = items(root.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (!open.value) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Tab") open.value = false;
    if (event.key.startsWith("Arrow") || event.key === "Escape") event.preventDefault();
  };
  const toggle = () => {
    if (!open.value) rest.onOpen?.();
    open.value = !open.value;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only catches its own menu's keys
    <div class="menu" ref={root} onKeyDown={press}>
      <button
        ref={trigger}
        type="button"
        class={buttonClass}
        aria-label={typeof button === "string" ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        disabled={rest.disabled}
        onClick={toggle}
      >
        {button}
      </button>
      {open.value && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: its items are buttons and links, which take keys
        <div class={`menu-list ${listClass}`} role="menu" aria-label={label} tabIndex={-1} onClick={close}>
          {rest.children}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  readonly onPick: () => void;
  readonly wrong?: boolean;
  readonly children: ComponentChildren;
}

export function MenuItem({ onPick, wrong, children }: ItemProps) {
  return (
    <button type="button" role="menuitem" class={wrong ? "menu-item wrong" : "menu-item"} onClick={onPick}>
      {children}
    </button>
  );
}
