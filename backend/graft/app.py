"""The Flask application: the web process. It never imports TensorFlow."""

import hmac
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Response, request, send_from_directory

from graft import __version__
from graft.api import advice, comparisons, errors, examples, projects, runs, strategies, system
from graft.api.context import Services
from graft.errors import BadOrigin, BadToken, NotFound, PageNotBuilt
from graft.settings import LOOPBACK, Settings
from graft.storage.database import Database
from graft.storage.events import Watch
from graft.storage.home import Home

HEADERS = {
    # Threads of wasm need both on every response, the worker script's included.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; "
        "connect-src 'self' blob: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings) -> APIFlask:
    """The application on the home folder of ``settings``, its database brought up to date."""
    home = Home(settings.home).create()
    database = Database(home.database_url)
    database.migrate()
    app = APIFlask(
        __name__,
        title="Graft",
        version=__version__,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask's own way to have none
    )
    app.config["VALIDATION_ERROR_DESCRIPTION"] = "The request does not fit its schema."
    app.config["AUTO_404_RESPONSE"] = False
    app.extensions["graft"] = Services(settings, home, database, Watch(database))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    errors.install(app)
    _guard(app, settings)
    for module in (projects, examples, runs, strategies, advice, comparisons, system):
        app.register_blueprint(module.blueprint)
    _serve_page(app, settings.web_dir / "dist")
    return app


def _guard(app: APIFlask, settings: Settings) -> None:
    """Refuse other sites' requests, and strangers' when a token is set; send the security headers."""
    local = settings.host in LOOPBACK

    @app.before_request
    def check() -> None:
        origin = request.headers.get("Origin")
        if request.method not in ("GET", "HEAD") and origin and urlsplit(origin).netloc != request.host:
            raise BadOrigin(
                f"Requests that change something come from Graft's own page. Received: from {origin!r}."
            )
        if local and not settings.token and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            # Another site's name that was made to point here (DNS rebinding) passes the check above.
            raise BadOrigin(f"Graft answers to localhost alone. Received: a request for {request.host!r}.")
        if settings.token and request.path.startswith(("/api", "/artifacts", "/metrics")):
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            given = given or request.cookies.get("graft_token", "")
            if not hmac.compare_digest(given.encode(), settings.token.encode()):
                raise BadToken(
                    "This Graft asks for its token. Open the page with ?token=… once, or send it as Bearer."
                )

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        token = request.args.get("token")
        if settings.token and token and hmac.compare_digest(token.encode(), settings.token.encode()):
            response.set_cookie("graft_token", token, samesite="Strict", httponly=True, max_age=30 * 86400)
        return response


def _send(dist: Path, file: str) -> Response:
    """A file of the page, as Brotli made it smaller when it was built where the browser takes that."""
    kind = mimetypes.guess_type(file)[0]
    small = (dist / f"{file}.br").is_file() and "br" in request.accept_encodings
    response = send_from_directory(dist, f"{file}.br" if small else file, mimetype=kind)
    if small:
        response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    return response


def _serve_page(app: APIFlask, dist: Path) -> None:
    """The built page: its files, and ``index.html`` for every address the page itself understands."""

    @app.get("/")
    @app.get("/<path:path>")
    @app.doc(hide=True)
    def page(path: str = "index.html") -> Response:
        if path.startswith(("api/", "artifacts/")):
            raise NotFound(f"There is nothing at /{path}. What there is stands in /openapi.json.")
        if not (dist / "index.html").is_file():
            raise PageNotBuilt(
                "The page is not built yet: run `npm run setup` (or `npm start`, which does it too)."
            )
        file = path if (dist / path).is_file() else "index.html"
        if file != path and path.startswith("assets/"):
            raise NotFound(f"There is nothing at /{path}: the page is of another build. Load it again.")
        response = _send(dist, file)
        immutable = file.startswith("assets/")  # Vite puts a hash of the content into these names
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
        if file.startswith("assets/worker-"):
            # TensorFlow.js starts its wasm threads from a blob; only the model's worker may.
            policy = HEADERS["Content-Security-Policy"]
            response.headers["Content-Security-Policy"] = policy.replace("script-src", "script-src blob:")
        return response
