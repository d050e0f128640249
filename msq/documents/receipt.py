"""The receipt of a submission as a document, and what is read back from one.

What machines need of it stands in the document's own properties, as JSON that is not compressed:
whoever checks a receipt need not take a stranger's PDF apart for that.
"""

import json
import re
from dataclasses import asdict, dataclass

import msgspec

from msq.documents.printing import pdf_of
from msq.documents.whole_response import plain_name, verify_address
from msq.documents.words import Words, filled, style
from msq.problems import BadFile
from msq.response.receipts import Receipt
from msq.store.responses import Response
from msq.store.submissions import Submission

PROPERTY = "msqreceipt"
LARGEST = 5_000_000
_PROPERTY = re.compile(rb"/" + PROPERTY.encode() + rb" ?\(((?:[^()\\]|\\.){1,2000})\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """What the document shows; ``facts`` is what machines read."""

    response: Response
    sent: Submission
    verify: str
    facts: str
    property: str = PROPERTY


def receipt_name(response: Response, sent: Submission) -> str:
    """Return what a receipt is called where it is stored."""
    return plain_name(response, f"receipt-{sent.n}")


def receipt_pdf(
    words: Words, response: Response, sent: Submission, language: str, base_url: str
) -> bytes:
    """Return the receipt of a submission, on one page, in a language.

    Raises:
        NotPrinted: this machine cannot make PDFs, or too many are being made.
    """
    facts = Receipt(
        response.edition_code,
        response.unit.code,
        sent.n,
        sent.number,
        sent.at.isoformat(),
        sent.hash,
    )
    shown = ReceiptDocument(
        response, sent, verify_address(base_url, sent.hash), json.dumps(asdict(facts))
    )
    html = filled(words, "documents/receipt.html", language, shown)
    return pdf_of(html, style(), readable=True)


def read_receipt(content: bytes) -> Receipt:
    """Return what a receipt says to machines.

    Raises:
        BadFile: it is no receipt, or another program has stored it anew.
    """
    found = _PROPERTY.findall(content[:LARGEST])
    try:
        if not content.startswith(b"%PDF-") or len(found) != 1:
            raise ValueError(len(found))
        facts = _ESCAPED.sub(rb"\1", found[0])
        return msgspec.json.decode(facts, type=Receipt)
    except (ValueError, msgspec.DecodeError) as error:
        raise BadFile(
            "This is not a receipt as it was downloaded here. Take the PDF of the receipt itself, "
            "or type the checksum that is printed on it."
        ) from error
