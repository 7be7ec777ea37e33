import type { Parameter } from "../../api/types";
import type { Ways } from "../../state/ways";

interface Props {
  readonly ways: Ways;
  readonly parameter: Parameter;
}

const title = (name: string): string => (name.charAt(0).toUpperCase() + name.slice(1)).replace("_", " ");

/** One parameter of a strategy, with what it means. */
export function ParameterField({ ways, parameter }: Props) {
  const { name, help } = parameter;
  const id = `parameter-${name}`;
  return (
    <div class="parameter">
      <label class="parameter-name" for={id}>
        {title(name)}
      </label>
      {parameter.choices ? (
        <Choice id={id} ways={ways} parameter={parameter} />
      ) : (
        <Input id={id} ways={ways} parameter={parameter} />
      )}
      <span class="small soft">{help}</span>
    </div>
  );
}

function Choice({ id, ways, parameter }: Props & { readonly id: string }) {
  const titles = new Map(ways.presets.value.map((preset) => [preset.name, preset.title]));
  return (
    <select
      id={id}
      class="field"
      value={ways.value(parameter)}
      onChange={(event) => ways.change(parameter.name, event.currentTarget.value)}
    >
      {parameter.choices?.map((one) => (
        <option key={one} value={one}>
          {(parameter.name === "augment" && titles.get(one)) || one}
        </option>
      ))}
    </select>
  );
}

function Input({ id, ways, parameter }: Props & { readonly id: string }) {
  return (
    <input
      id={id}
      class="field figures"
      value={ways.value(parameter)}
      inputMode={parameter.least === null ? "text" : "decimal"}
      list={parameter.name === "source" ? "sources" : undefined}
      onInput={(event) => ways.change(parameter.name, event.currentTarget.value)}
    />
  );
}
