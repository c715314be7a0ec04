"""Self-contained HTML pages."""

import html

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1c1c; background: #fff;
       max-width: 60rem; margin: 0 auto; padding: 0 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.25rem; border-top: 1px solid #ccc; padding-top: 1rem; margin: 2rem 0 .5rem; }
nav { font-size: .9rem; } nav a { margin-right: .8em; display: inline-block; }
a { color: #14508c; }
.key { font-size: 1.15rem; background: #eef3f8; padding: .7rem 1rem; border-radius: .4rem; }
.note { background: #fdf3d8; padding: .6rem 1rem; border-radius: .4rem; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #555; padding-bottom: .3rem; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #e4e4e4;
         overflow-wrap: normal; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: #fff; }
figure { margin: 1rem 0; } figcaption { font-size: .9rem; color: #444; }
img { max-width: 100%; height: auto; display: block; }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
.cells figure { margin: 0; } .pair { display: flex; gap: .3rem; }
.pair img { width: calc(50% - .15rem); object-fit: contain; }
figure > img { max-width: min(100%, 36rem); }
pre { background: #f5f5f5; padding: .7rem; font-size: .8rem; overflow-x: auto;
      border-radius: .4rem; }
@media print {
  body { font-size: 10pt; max-width: none; padding: 0; } nav { display: none; }
  .wide { overflow: visible; } table { font-size: 7.5pt; } th, td { padding: .1rem .25rem; }
  figure, tr, .cells figure { break-inside: avoid; } h2 { break-after: avoid; }
  figure > img { max-height: 11cm; } pre { white-space: pre-wrap; }
}
"""


def escape(value):
    """Escape a value, so that the page shows it unchanged."""
    return html.escape(str(value))


def paragraph(text, kind=None):
    """Return a paragraph of plain text."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<p{attribute}>{escape(text)}</p>"


def preformatted(text):
    """Return preformatted text, whose lines are kept."""
    return f'<pre tabindex="0">{escape(text)}</pre>'


def wide(table):
    """Return a table that scrolls horizontally if the page is too narrow."""
    return f'<div class="wide" tabindex="0">{table}</div>'


def table(caption, heads, rows):
    """Return a small table of text."""
    lines = [f"<table><caption>{escape(caption)}</caption><thead><tr>"]
    lines += [f"<th>{escape(head)}</th>" for head in heads]
    lines.append("</tr></thead><tbody>")
    for row in rows:
        lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
    return wide("".join([*lines, "</tbody></table>"]))


def figure(images, caption=""):
    """Return pictures side by side, from pairs of a source and its alternative text."""
    shown = "".join(f'<img src="{source}" alt="{escape(alt)}">' for source, alt in images)
    if len(images) > 1:
        shown = f'<div class="pair">{shown}</div>'
    return f"<figure>{shown}<figcaption>{escape(caption)}</figcaption></figure>"


def page(title, sections):
    """Combine sections, pairs of a heading and HTML, below a title."""
    links, parts = [], []
    for number, (heading, content) in enumerate(sections):
        if heading:
            links.append(f'<a href="#s{number}">{escape(heading)}</a>')
            content = f'<section id="s{number}"><h2>{escape(heading)}</h2>{content}</section>'
        parts.append(content)
    # The table of contents follows the summary, which has no heading.
    parts.insert(1, f'<nav aria-label="contents">{"".join(links)}</nav>')
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{_STYLE}</style>'
        f"</head><body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>\n"
    )
