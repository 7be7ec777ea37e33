"""A large class's page in Chromium, scrolled through: how even its frames come, and how much it holds.

On a machine where others work too, frames wait for them: what the page's own thread computed for a frame
does not.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page

Row = tuple[str, str]

READING, FLUNG = 1_500, 12_000
"""Pixels a second: as one looks for something, and as one wants to be elsewhere."""

# Scrolls by `pace` pixels a second, up where that is negative, for `seconds` or to the end. The
# milliseconds between frames, those of tasks over 50, and the most elements the document had.
SCROLL = """([pace, seconds]) => new Promise((done) => {
  const frames = [], tasks = [];
  const note = (list) => tasks.push(...list.getEntries().map((one) => one.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ entryTypes: ['longtask'] });
  let elements = 0, before = performance.now(), place = scrollY;
  const until = before + 1000 * seconds;
  const step = (now) => {
    frames.push(now - before);
    elements = Math.max(elements, document.getElementsByTagName('*').length);
    place += (pace * (now - before)) / 1000;
    before = now;
    scrollTo(0, place);
    const most = document.documentElement.scrollHeight - innerHeight;
    if (now < until && (pace > 0 ? place < most : place > 0)) return requestAnimationFrame(step);
    observer.disconnect();
    done({ frames: frames.slice(1), tasks, elements });
  };
  requestAnimationFrame(step);
})"""

# Jumps to the end; milliseconds until the last picture of the class has been drawn there.
JUMP = """() => new Promise((done) => {
  const begun = performance.now();
  scrollTo(0, document.documentElement.scrollHeight);
  const look = () => {
    const total = Number(document.querySelector('.all-head .figures').textContent.replace(/\\D/g, ''));
    const last = document.querySelector(`[aria-label^="Picture ${total} of"] img`);
    if (last?.complete && last.naturalWidth) done(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  look();
})"""


def scroll(page: Page, studio: str, address: str) -> Iterator[Row]:
    """The studio's size, then the class's page: opened, scrolled down and up, jumped to its end."""
    page.goto(studio)
    page.locator(".class-card img").first.wait_for()
    yield "studio, elements", str(page.evaluate("document.getElementsByTagName('*').length"))
    page.goto(address)
    page.locator(".pictures.wall img").first.wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield from _scroll(page, session, "scrolled slowly", READING, 20)
    yield from _scroll(page, session, "flung to the end", FLUNG, 600)
    yield from _scroll(page, session, "and back", -FLUNG, 600)
    yield "jump to the end until its pictures show, milliseconds", f"{page.evaluate(JUMP):.0f}"


def _scroll(page: Page, session: CDPSession, name: str, pace: int, seconds: int) -> Iterator[Row]:
    before = _computed(session)
    seen = page.evaluate(SCROLL, [pace, seconds])
    computed = 1000 * (_computed(session) - before) / len(seen["frames"])
    yield f"{name}: the page's thread computes a frame, milliseconds", f"{computed:.1f}"
    yield from _told(name, seen)


def _computed(session: CDPSession) -> float:
    """Seconds of processor time that the page's thread has taken so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(row["value"] for row in metrics if row["name"] == "TaskDuration")


def _told(name: str, seen: dict[str, Any]) -> Iterator[Row]:
    frames, tasks = sorted(seen["frames"]), seen["tasks"]
    at = lambda share: frames[min(len(frames) - 1, int(share * len(frames)))]  # noqa: E731
    slow = sum(one > 50 for one in frames)
    yield (
        f"{name}: frame, median / 95 % / worst, milliseconds",
        f"{statistics.median(frames):.1f} / {at(0.95):.1f} / {frames[-1]:.1f}",
    )
    yield f"{name}: frames over 50 ms, of all", f"{slow} of {len(frames)}"
    yield (
        f"{name}: tasks over 50 ms, longest",
        f"{len(tasks)}, {max(tasks, default=0):.0f} ms",
    )
    yield f"{name}: elements at most", str(seen["elements"])
