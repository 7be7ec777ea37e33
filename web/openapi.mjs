/** Writes src/api/schema.d.ts from the OpenAPI document that the backend's own code describes. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = `
import json
from graft.app import create_app
from graft.settings import Settings
print(json.dumps(create_app(Settings.load()).spec))
`;

const python = ["bin/python", "Scripts/python.exe"].map((name) => join(root, ".venv", name)).find(existsSync);
if (!python) throw new Error("There is no .venv yet: run `npm run setup` first.");
const home = mkdtempSync(join(tmpdir(), "graft-"));
const env = { ...process.env, GRAFT_HOME: home };
try {
  const document = JSON.parse(execFileSync(python, ["-c", program], { encoding: "utf8", env }));
  const types = astToString(await openapi(document, { defaultNonNullable: false }));
  const head = "/** Made by `npm run api:types` from the backend's OpenAPI document; not to be edited. */\n\n";
  writeFileSync(fileURLToPath(new URL("src/api/schema.d.ts", import.meta.url)), head + types);
} finally {
  rmSync(home, { recursive: true, force: true });
}
