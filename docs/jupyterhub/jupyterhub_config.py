"""The hub of one class: Linux accounts on one machine, reached from that machine only."""

c = get_config()  # noqa: F821  (JupyterHub puts it there)
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.Authenticator.allowed_users = {"teacher", "anna", "ben"}
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab"
