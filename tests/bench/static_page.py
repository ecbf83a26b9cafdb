"""The limit of what a click can be: the floor's radio and number as a file, changed by the browser itself: `static_page.py PORT`
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHOICES = "".join(f'<input type="radio" name="chosen" value="{at}"{" checked" * (not at)}>{at}' for at in range(10))
PAGE = f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>数</title>
{CHOICES}
<div class="board"><p id="number">0</p></div>
<script>
for (const one of document.querySelectorAll("input"))
  one.addEventListener("change", () => {{ document.getElementById("number").textContent = one.value }})
</script></html>"""


class Handler(BaseHTTPRequestHandler):
    """Answers with the page, whatever is asked for."""

    def do_GET(self) -> None:  # noqa: N802 - http.server calls it so
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
