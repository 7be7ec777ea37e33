import { examples } from "../api/graft";
import { Outbox } from "../outbox/outbox";

/** The page's one outbox. */
export const outbox = new Outbox({
  send: ({ project, picture, ...fields }) => examples.upload(project, picture, fields),
});

addEventListener("online", () => outbox.retry());
