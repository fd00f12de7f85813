"""The WSGI entry: `app` for any server."""

from goodpartners.factory import create_app

app = create_app()
