import { useRef } from "preact/hooks";
import { noNumber, typedNumber } from "../../state/shows";
import { complain } from "../../state/toasts";

interface Props {
  readonly label: string;
  readonly value: number | null;
  readonly unit?: string | null;
  readonly onValue: (value: number) => void;
}

/** A number that can be typed over; what is no number is told, and put back as it was. */
export function ValueField({ label, value, unit, onValue }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const shown = value === null ? "" : String(value);
  const done = () => {
    if (!field.current) return;
    const text = field.current.value;
    const typed = typedNumber(text);
    if (typed === null && text.trim()) complain(noNumber(text));
    if (typed !== null && typed !== value) onValue(typed);
    else field.current.value = shown;
  };
  return (
    <label class="value-field">
      <input
        ref={field}
        class="figures"
        inputMode="decimal"
        aria-label={label}
        placeholder="value"
        defaultValue={shown}
        key={shown}
        onBlur={done}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      {unit && <span class="small soft">{unit}</span>}
    </label>
  );
}
