import { LocationProvider, Route, Router } from "preact-iso";
import { Toasts } from "./components/shell/toasts";
import { AdvicePage } from "./pages/advice";
import { ClassPage } from "./pages/class";
import { ComparePage } from "./pages/compare";
import { LostPage } from "./pages/lost";
import { PretrainedPage } from "./pages/pretrained";
import { ProjectsPage } from "./pages/projects";
import { RunPage } from "./pages/run";
import { StudioPage } from "./pages/studio";
import { TrainPage } from "./pages/train";
import { VersionsPage } from "./pages/versions";

export function App() {
  return (
    <LocationProvider>
      <Router>
        <Route path="/" component={ProjectsPage} />
        <Route path="/pretrained" component={PretrainedPage} />
        <Route path="/p/:project" component={StudioPage} />
        <Route path="/p/:project/c/:one" component={ClassPage} />
        <Route path="/p/:project/train" component={TrainPage} />
        <Route path="/p/:project/advice" component={AdvicePage} />
        <Route path="/p/:project/compare" component={ComparePage} />
        <Route path="/p/:project/versions" component={VersionsPage} />
        <Route path="/p/:project/runs/:run" component={RunPage} />
        <Route default component={LostPage} />
      </Router>
      <Toasts />
    </LocationProvider>
  );
}
