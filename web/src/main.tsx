import { render } from "preact";
import { App } from "./app";
import { startKeeping } from "./offline/keeping";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";

const root = document.getElementById("page");
if (root) render(<App />, root);
startKeeping();
