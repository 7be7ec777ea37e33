import type { Pretrained } from "../../state/pretrained";
import { percent } from "../../state/words";

/** The pretrained network's likeliest names for the picture, the first first. */
export function Names({ pretrained }: { readonly pretrained: Pretrained }) {
  const naming = pretrained.naming.value;
  const network = pretrained.ready.value;
  if (!network) return null;
  if (!naming) return <p class="soft">{pretrained.picture.value ? "Looking …" : "Ready. Show it a picture."}</p>;
  return (
    <>
      <ol class="names" aria-label="What the network calls it" data-testid="names">
        {naming.names.map(({ name, probability }) => (
          <li key={name}>
            <span>{name}</span>
            <span class="figures soft">{percent(probability, 1)}</span>
            <span class="bar-track" aria-hidden="true">
              <span class="bar-fill" style={{ transform: `scaleX(${probability})` }} />
            </span>
          </li>
        ))}
      </ol>
      <p class="small soft figures">
        {network.backbone} answered in {naming.milliseconds.toFixed(0)} ms · licence {network.licence}
      </p>
    </>
  );
}
