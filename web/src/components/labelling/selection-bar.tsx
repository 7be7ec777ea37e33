import { Trash2 } from "lucide-preact";
import type { ProjectClass } from "../../api/types";
import { coloured } from "../shell/colour";
import { Menu, MenuItem } from "../shell/menu";

interface Props {
  readonly number: number;
  readonly others: readonly ProjectClass[];
  readonly onMove: (to: ProjectClass) => void;
  readonly onRemove: () => void;
  readonly onClear: () => void;
}

export function SelectionBar({ number, others, onMove, onRemove, onClear }: Props) {
  return (
    <div class="selection" role="toolbar" aria-label="Selected pictures">
      <span class="figures selection-count">{number.toLocaleString("en")} selected</span>
      {others.length > 0 && (
        <Menu label="Move to another class" button="Move to …" buttonClass="button" listClass="up">
          {others.map((other) => (
            <MenuItem key={other.id} onPick={() => onMove(other)}>
              <span class="dot" style={coloured(other.color)} /> {other.name}
            </MenuItem>
          ))}
        </Menu>
      )}
      <button type="button" class="button" onClick={onRemove}>
        <Trash2 /> Remove
      </button>
      <button type="button" class="button plain" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}
