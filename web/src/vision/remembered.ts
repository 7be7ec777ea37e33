/** What a device chose before, by a network's SHA-256. Both may fail without harm. */
export interface Remembered<Choice> {
  get(sha256: string): Promise<Choice | undefined>;
  set(sha256: string, choice: Choice): Promise<void>;
}
