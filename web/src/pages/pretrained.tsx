import { ImageUp, ScanEye } from "lucide-preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useDrop } from "../components/capture/drop";
import { GettingNetwork } from "../components/live/getting-network";
import { Names } from "../components/live/names";
import { AppBar } from "../components/shell/app-bar";
import { filesOf } from "../state/folders";
import { Pretrained } from "../state/pretrained";
import "./pages.css";
import "./pretrained.css";

/** A pretrained network as it is: drop a picture, see what it calls it. */
export function PretrainedPage() {
  const pretrained = useMemo(() => new Pretrained(), []);
  useEffect(() => {
    document.title = "Pretrained networks · Graft";
    void pretrained.open();
    return () => pretrained.close();
  }, [pretrained]);
  const { over, zone } = useDrop(([first]) => first && void pretrained.show(first.file));
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (!event.clipboardData?.files.length) return;
      void filesOf(event.clipboardData).then(([first]) => first && pretrained.show(first.file));
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [pretrained]);
  return (
    <>
      <AppBar />
      <main class={over.value ? "page pretrained over" : "page pretrained"} {...zone}>
        <header class="pretrained-head">
          <h1>What does a pretrained network see?</h1>
          <p class="soft">
            It knows a thousand things from ImageNet and learns nothing here. The picture stays in this browser.
          </p>
        </header>
        <Stage pretrained={pretrained} />
        <section class="pretrained-answer" aria-label="Answer">
          <Choice pretrained={pretrained} />
          {pretrained.trouble.value && (
            <p class="notice wrong" role="alert">
              {pretrained.trouble.value}
            </p>
          )}
          <GettingNetwork pretrained={pretrained} />
          <Names pretrained={pretrained} />
        </section>
      </main>
    </>
  );
}

interface Props {
  readonly pretrained: Pretrained;
}

function Stage({ pretrained }: Props) {
  const dialog = useRef<HTMLInputElement>(null);
  const shown = pretrained.picture.value;
  const picked = () => {
    const file = dialog.current?.files?.[0];
    if (file) void pretrained.show(file);
    if (dialog.current) dialog.current.value = "";
  };
  return (
    <div class="pretrained-stage">
      {shown ? (
        <img src={shown.url} alt="The one the network is looking at" onError={() => pretrained.refuse(shown.blob)} />
      ) : (
        <ScanEye />
      )}
      <p class={shown ? "unseen" : "soft"}>Drop or paste a picture.</p>
      <button type="button" class={shown ? "button" : "button main"} onClick={() => dialog.current?.click()}>
        <ImageUp /> {shown ? "Another picture" : "Choose a picture"}
      </button>
      <input ref={dialog} type="file" hidden accept="image/*" aria-label="Picture to name" onChange={picked} />
    </div>
  );
}

/** Which network answers: those at hand first, then those that can be fetched. */
function Choice({ pretrained }: Props) {
  const rows = pretrained.backbones.value;
  if (!rows) return null;
  const atHand = rows.filter((row) => row.weights.top !== "absent");
  const others = rows.filter((row) => row.weights.top === "absent");
  const option = (row: (typeof rows)[number]) => (
    <option key={row.name} value={row.name}>
      {row.name} · {row.accuracy.top1?.toFixed(1)} % right on ImageNet
    </option>
  );
  const choose = (name: string) => {
    const row = rows.find((one) => one.name === name);
    if (row) void pretrained.choose(row);
  };
  return (
    <label class="pretrained-choice small">
      <span class="soft">Network</span>
      <select
        class="field"
        value={pretrained.chosen.value?.name}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {atHand.length > 0 && <optgroup label="On this computer">{atHand.map(option)}</optgroup>}
        <optgroup label="To be fetched">{others.map(option)}</optgroup>
      </select>
    </label>
  );
}
