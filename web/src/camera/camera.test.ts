import { afterEach, expect, test, vi } from "vitest";
import { Camera, type CameraErrorCode } from "./camera";

afterEach(() => vi.unstubAllGlobals());

function browserRefuses(name: string) {
  const getUserMedia = () => Promise.reject(new DOMException("", name));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
}

test.each<[string, CameraErrorCode, string]>([
  ["NotAllowedError", "denied", "allow it in the address bar"],
  ["NotFoundError", "absent", "connect one, or drop pictures"],
  ["OverconstrainedError", "absent", "connect one, or drop pictures"],
  ["NotReadableError", "in_use", "close the other program"],
  ["TypeError", "failed", "try again"],
])("%s tells the person what to do", async (name, code, cure) => {
  browserRefuses(name);
  await expect(Camera.open()).rejects.toMatchObject({ code, message: expect.stringContaining(cure) });
});

test("an insecure page has no camera at all", async () => {
  vi.stubGlobal("navigator", {});
  await expect(Camera.open()).rejects.toMatchObject({ code: "insecure" });
});
