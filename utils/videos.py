"""Links to the optional videos. Nothing is asked of the network before the reader clicks."""

from __future__ import annotations

import re
from html import escape


class VideoTabs:
    """Two closed tabs, YouTube and Bilibili, each with a link and a player that waits."""

    def __init__(self, youtube_id: str, bilibili_id: str, title: str) -> None:
        self.title = title
        self.youtube = f"https://www.youtube.com/watch?v={youtube_id}"
        self.bilibili = f"https://www.bilibili.com/video/{bilibili_id}"
        self._players = {
            "YouTube": (self.youtube, f"https://www.youtube-nocookie.com/embed/{youtube_id}"),
            "Bilibili": (
                self.bilibili,
                f"https://player.bilibili.com/player.html?bvid={bilibili_id}&autoplay=0",
            ),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the tabs as HTML without a script, and the two addresses as plain text."""
        tabs = "".join(_tab(site, *pair, self.title) for site, pair in self._players.items())
        html = f"<div><p><strong>Optional video:</strong> {escape(self.title)}</p>{tabs}</div>"
        return {"text/html": html, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Optional video: {self.title}\n  {self.youtube}\n  {self.bilibili}"


def video_tabs(youtube_id: str, bilibili_id: str, title: str) -> VideoTabs:
    """Return an optional video as two tabs, YouTube and Bilibili, that load only on a click.

    Each tab is an HTML `<details>` with a plain link and, where frames are allowed (JupyterLab and
    Colab), a frame that holds only a button until it is clicked. Where frames are taken out, as on
    GitHub, the links remain. Raises ValueError for an id that can't be one.
    """
    for site, pattern, value in (
        ("youtube_id", r"[\w-]{11}", youtube_id),
        ("bilibili_id", r"BV\w{10}", bilibili_id),
    ):
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(
                f"{site} is {value!r}. Expected the id from the video's address, such as "
                "i7djAv2jnzY on YouTube or BV1Qf4y1578t on Bilibili."
            )
    return VideoTabs(youtube_id, bilibili_id, title)


def _tab(site: str, link: str, player: str, title: str) -> str:
    """Return one closed tab. Its frame holds one button, which loads the player into it."""
    button = (
        "<body style='margin:0;display:grid;place-items:center;height:100vh;background:#f2f2f2;"
        f"font:16px sans-serif'><a href='{escape(player)}' style='padding:.8em 1.2em;"
        "background:#006BA4;color:white;border-radius:.4em;text-decoration:none' "
        "referrerpolicy='strict-origin-when-cross-origin'>"
        f"&#9654; Load the video from {site}</a></body>"
    )
    return (
        f'<details><summary style="cursor:pointer">{site}</summary>'
        f'<p><a href="{escape(link)}" target="_blank" rel="noopener">Open it on {site}</a></p>'
        f'<iframe srcdoc="{escape(button)}" title="{escape(title)} ({site})" width="640" '
        'height="360" style="border:0;max-width:100%" allowfullscreen '
        'referrerpolicy="strict-origin-when-cross-origin"></iframe></details>'
    )
