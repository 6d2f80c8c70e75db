"""The OpenAPI document as a page to read: one file, no script, nothing from elsewhere."""

from collections.abc import Sequence
from html import escape
from typing import Any

from core.rest import problems
from core.rest.source import Document

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The page's Content-Security-Policy."""

_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2.5rem } h3 code { font-size: 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
pre { padding: .75rem; border: 1px solid #8886; border-radius: .4rem; overflow-x: auto }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884 }
td:first-child { white-space: nowrap }
"""
_SHOWN = 12  # words of an enumeration


def page(document: Document) -> bytes:
    """The page, HTML in UTF-8; whatever stands in the document is escaped."""
    info, base = document["info"], document["servers"][0]["url"].rstrip("/")
    parts = [
        f"<h1>{escape(info['title'])}</h1>",
        f"<p>{_text(info['description'])} As <a href='{escape(base)}/openapi.json'>OpenAPI 3.1</a>.</p>",
        *(
            _operation(base, path, method, told)
            for path, operations in document["paths"].items()
            for method, told in operations.items()
        ),
        "<h2 id='problems'>Problems</h2><p>Every error is a problem document (RFC 9457) with <code>type</code>, "
        "<code>title</code>, <code>status</code>, <code>detail</code>, <code>instance</code>, "
        "<code>request_id</code>, and where they help <code>errors</code> and <code>suggestions</code>.</p>",
        _table(("status", "problem", "what to do"), [_problem(kind) for kind in problems.KINDS]),
        "<p>Where a catalogue holds data or images from TMDB: this product uses TMDB and the TMDB APIs but is not "
        "endorsed, certified, or otherwise approved by TMDB.</p>",
    ]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(info['title'])}: REST</title><style>{_STYLE}</style></head><body><main>"
        + "\n".join(parts)
        + "</main></body></html>\n"
    ).encode()


def _operation(base: str, path: str, method: str, told: dict[str, Any]) -> str:
    title = f"<code>{method.upper()} {escape(base + path)}</code>"
    parts = [f"<h2 id='{escape(told['operationId'])}'>{escape(told['summary'])}</h2><h3>{title}</h3>"]
    rows = [
        (f"<code>{escape(each['name'])}</code>", _type(each["schema"]), _text(each.get("description", "")))
        for each in told.get("parameters", ())
    ]
    if "requestBody" in told:
        content = told["requestBody"]["content"]["application/json"]
        rows += [
            (f"<code>{escape(name)}</code>", _type(schema), _text(schema["description"]))
            for name, schema in content["schema"]["properties"].items()
        ]
    if rows:
        parts.append(_table(("parameter", "value", "meaning"), rows))
    answers = ", ".join(f"<code>{status}</code>" for status in told["responses"])
    return "\n".join([*parts, f"<p>Answers {answers}.</p>"])


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}; at most {schema['maxItems']} times"
    if "oneOf" in schema:
        return "<code>{id: weight}</code>, or a list of ids or of <code>{&quot;id&quot;, &quot;weight&quot;}</code>"
    if "enum" in schema:
        words = ", ".join(f"<code>{escape(str(word))}</code>" for word in schema["enum"][:_SHOWN])
        text = words + (" …" if len(schema["enum"]) > _SHOWN else "")
    else:
        text = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        if "minimum" in schema:
            text += f" from {schema['minimum']} to {schema['maximum']}"
        if "maxLength" in schema:
            text += f", at most {schema['maxLength']} characters"
    default = schema.get("default")
    return text if default is None else f"{text}; default <code>{escape(str(default).lower())}</code>"


def _problem(kind: problems.Kind) -> tuple[str, str, str]:
    named = f"<span id='{kind.name}'>{escape(kind.title)}</span>"
    return str(kind.status), named, _text(kind.advice)


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th scope='col'>{heading}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _text(text: str) -> str:
    """Plain text, with what stands between backticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
