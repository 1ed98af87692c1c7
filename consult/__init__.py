"""A public-consultation platform: `create_app` puts it together."""

import logging

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import blueprints, cli
from consult import models as models
from consult.config import ROOT, Settings
from consult.core import crypto, redis
from consult.core import db as database
from consult.web import (
    compression,
    errors,
    floods,
    front,
    headers,
    languages,
    readers,
    shared,
    templating,
)
from consult.web.tokens import MaskedTokens

csrf = MaskedTokens()


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app: configuration, extensions, blueprints, error pages, in that order."""
    crypto.give_memory_back()
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder="static")
    app.config.from_mapping(settings.flask())
    app.extensions["consult_settings"] = settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logging.getLogger("consult").setLevel(logging.INFO)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]

    database.init(app)
    redis.init(app)
    floods.init(app)
    csrf.init_app(app)
    languages.init(app)
    readers.init(app)
    templating.init(app)
    shared.init(app)

    blueprints.register(app)
    cli.register(app)

    # The last one registered runs first: headers are set before the answer is compressed.
    compression.init(app)
    headers.init(app)
    errors.init(app)
    front.init(app, settings)
    return app
