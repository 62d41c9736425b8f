#!/usr/bin/env bash
set -euo pipefail
# Question: feedback for a class goes to Canvas in a loop, and Canvas says to go slower: status 403
#   with "403 Forbidden (Rate Limit Exceeded)", as its throttling is documented. Which exception
#   does the loop get?
# Versions: canvasapi 3.6.0
# Guess: RateLimitExceeded, which the library has; a program that waits on it and tries again is
#   right, and Forbidden means that one may not.
# So: Forbidden. RateLimitExceeded is raised for status 429 alone. The two meanings of 403 differ
#   in their text only.
# Matters: the loop either stops in the middle of a class, or takes "slower" for "never" and leaves
#   some students without feedback.
# Relies: autograder/platforms/feedback.py writes Canvas' pages into a zip, for a person to upload

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check canvasapi==3.6.0 || exit 2

"$folder/venv/bin/python" -W ignore - <<'EOF'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from canvasapi import Canvas
from canvasapi.exceptions import CanvasException

ANSWERS = {
    "1": (403, "403 Forbidden (Rate Limit Exceeded)"),
    "2": (403, '{"errors": [{"message": "user not authorized to perform that action"}]}'),
    "3": (429, "429 Too Many Requests (Rate Limit Exceeded)"),
}


class Server(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        status, text = ANSWERS[self.path.rpartition("/")[2]]
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


server = HTTPServer(("localhost", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
canvas = Canvas("http:" + f"//localhost:{server.server_port}", "token")
seen = {}
for course, (status, text) in ANSWERS.items():
    try:
        canvas.get_course(int(course))
    except CanvasException as error:
        seen[course] = type(error).__name__
    print(f"{status} {text[:45]:46} raises {seen[course]}")
assert seen == {"1": "Forbidden", "2": "Forbidden", "3": "RateLimitExceeded"}, seen
EOF
