import { useEffect, useRef } from "preact/hooks";

interface Props {
  readonly name: string;
  readonly label: string;
  /** Resolves to whether the name was taken. */
  readonly onRename: (name: string) => Promise<boolean>;
  /** Takes the keyboard as soon as it appears, to be named at once. */
  readonly fresh?: boolean;
}

/** A name that becomes a text field when it is clicked: Enter keeps, Escape gives up; refused, the old one returns. */
export function NameEdit({ name, label, onRename, fresh }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (fresh) field.current?.focus();
  }, [fresh]);
  // Not the `value` property: drawing again, for any reason, would undo what is being typed.
  useEffect(() => {
    if (field.current && field.current !== document.activeElement) field.current.value = name;
  }, [name]);
  const keep = async () => {
    const input = field.current;
    if (!input) return;
    const wanted = input.value.trim();
    const taken = wanted === name || (wanted !== "" && (await onRename(wanted)));
    if (!taken) input.value = name;
  };
  const press = (event: KeyboardEvent) => {
    const input = field.current;
    if (!input || (event.key !== "Enter" && event.key !== "Escape")) return;
    if (event.key === "Escape") input.value = name;
    input.blur();
  };
  return (
    <input
      ref={field}
      class="name-edit"
      aria-label={label}
      defaultValue={name}
      spellcheck={false}
      autocomplete="off"
      onFocus={() => field.current?.select()}
      onBlur={() => void keep()}
      onKeyDown={press}
    />
  );
}
