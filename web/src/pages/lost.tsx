import { AppBar } from "../components/shell/app-bar";
import "./pages.css";

export function LostPage() {
  return (
    <>
      <AppBar />
      <main class="page">
        <div class="blank">
          <h1>There is nothing here</h1>
          <p class="soft">The address may be old, or mistyped.</p>
          <a class="button main" href="/">
            All projects
          </a>
        </div>
      </main>
    </>
  );
}
