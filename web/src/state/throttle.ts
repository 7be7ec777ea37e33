/** Runs `work` soon after the first call of a flurry and again while it lasts, at most once per `wait` ms. */
export function throttle(work: () => void, wait: number): () => void {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    setTimeout(() => {
      pending = false;
      work();
    }, wait);
  };
}
