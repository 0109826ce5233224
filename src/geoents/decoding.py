"""From bytes to text: which encoding a file is in, and whether it is text at all.

No character is changed: line ends, no-break spaces and direction marks stay, and only the byte
order mark, which is no part of the text, is left out.
"""

from __future__ import annotations

import codecs
from typing import Final, NamedTuple

__all__ = ["Decoded", "NotTextError", "decode"]

#: Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What often lies among texts: how it begins, and what to do with it.
_KNOWN: Final = (
    (b"PK\x03\x04", "a ZIP archive (.zip, .docx, .epub), no text; unpack it, or save it as .txt"),
    (b"%PDF-", "a PDF, no text; save its text as .txt, as pdftotext does"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls), no text; save it as .txt"),
    (b"\x1f\x8b", "packed by gzip; let its name end in .gz"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd; let its name end in .zst"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, no text; unpack it"),
    (b"\xfd7zXZ\0", "packed by xz, which is not read; unpack it"),
    (b"BZh", "packed by bzip2, which is not read; unpack it"),
)
#: A tar archive says so behind the name of its first file.
_TAR: Final = slice(257, 262)
_BINARY: Final = "a binary file, no text; convert it to text first"
#: Bytes looked at to tell text from pictures and archives.
_SAMPLE: Final = 65_536
#: Broken letters for each whole one beyond ASCII, in what is still UTF-8.
_MAX_BROKEN: Final = 0.25
#: Text has hardly a control character besides tabs and line ends; a picture has them everywhere.
_MAX_CONTROLS: Final = 0.02
_USUAL: Final = "cp1252"
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")


class NotTextError(ValueError):
    """Bytes that are no text in any known encoding; the message is one line."""


class Decoded(NamedTuple):
    """A text, and its encoding where that had to be guessed (None where it is certain)."""

    text: str
    guessed: str | None = None


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text of ``data``.

    Args:
        data: UTF-8; UTF-16 or UTF-32 with a byte order mark; else the encoding is guessed.
        declared: What the data says of itself (an HTML page's charset), believed after the marks.

    Raises:
        NotTextError: It is binary, or no encoding fits.
    """
    _refuse_known(data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_decode_marked(data[len(mark) :], encoding))
    for encoding in filter(None, (declared, "utf-8")):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _is_binary(text[:_SAMPLE].encode("utf-8", "replace")):
            return Decoded(text)
    return _guess(data)


def _refuse_known(data: bytes) -> None:
    for start, reason in _KNOWN:
        # "BZh" may begin a text, but none with these bytes behind it.
        if data.startswith(start) and (start == b"%PDF-" or _is_binary(data[:_SAMPLE])):
            raise NotTextError(reason)
    if data[_TAR] == b"ustar":
        raise NotTextError("a tar archive, no text; unpack it")


def _decode_marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(
            f"its mark says {encoding}, but byte {error.start} is none; save it as UTF-8"
        ) from None


def _guess(data: bytes) -> Decoded:
    wide = _guess_utf16(data[:_SAMPLE])
    if wide is not None:
        try:
            return Decoded(data.decode(wide), wide)
        except UnicodeDecodeError:
            raise NotTextError(_BINARY) from None
    if _is_binary(data[:_SAMPLE]):
        raise NotTextError(_BINARY)
    if (mended := _mend_utf8(data)) is not None:
        return mended
    from charset_normalizer import from_bytes  # slow to import, and rarely needed

    best = from_bytes(data).best()
    if best is None:
        raise NotTextError("its encoding is unknown; save it as UTF-8")
    # Of several that read these bytes alike, the commonest gives its name.
    encoding = _USUAL if _USUAL in best.could_be_from_charset else best.encoding
    return Decoded(data.decode(encoding), encoding)


def _mend_utf8(data: bytes) -> Decoded | None:
    """Return the text of UTF-8 that is broken in places, each of which becomes U+FFFD.

    A file cut in the midst of a letter, a page glued together from two encodings. In another
    encoding hardly any letter is by chance one of UTF-8.
    """
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    if broken > _MAX_BROKEN * whole:
        return None
    return Decoded(text, f"utf-8 with {broken} broken character{'s' if broken > 1 else ''}")


def _guess_utf16(sample: bytes) -> str | None:
    """Return which UTF-16 it is that has no mark: every other byte of English is then zero."""
    half = len(sample) // 2
    if half == 0 or len(sample) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    controls = sum(byte in _CONTROLS for byte in sample)
    # One stray NUL in a short text is a flaw of the text, not the mark of a picture.
    return controls > max(2, _MAX_CONTROLS * len(sample))
