import { X } from "lucide-preact";
import { act, dismiss, hold, toasts } from "../../state/toasts";
import "./toasts.css";

/** What just happened, and the way back. */
export function Toasts() {
  return (
    <div
      class="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      {toasts.value.map(({ id, text, tone, action }) => (
        <div key={id} class={`toast ${tone}`}>
          <p>{text}</p>
          {action && (
            <button type="button" class="toast-action" onClick={() => act(id)}>
              {action.label}
            </button>
          )}
          <button type="button" class="toast-close" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <X />
          </button>
        </div>
      ))}
    </div>
  );
}
