"""Certificates and certifications; and the public verification, for anybody who holds a code."""

import io

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.certificates import queries
from lms.certificates.rules import format_code, normalise_code
from lms.core.ids import PublicId, Slug
from lms.web.certificates import pages, verification_page
from lms.web.context import actor, library, me, now, settings
from lms.web.guards import requires
from lms.web.headers import FILE_POLICY

certificates = Blueprint("certificates", __name__)
verification = Blueprint("verification", __name__)


@certificates.get("/certificates")
@requires(Permission.READ_CERTIFICATE)
def index() -> ResponseReturnValue:
    """The own certificates, and everything that can be earned."""
    own = pages.own_certificates(library(), me(), now().date())
    return render_template("certificates/index.html", own=own, catalogue=pages.catalogue(library(), me(), now()))


@certificates.get("/certifications/<slug:certification>")
@requires(Permission.READ_CERTIFICATE)
def certification(certification: Slug) -> ResponseReturnValue:
    """One certification: what it proves, what it needs, whom it counts for."""
    return render_template("certificates/certification.html", page=pages.certification_page(library(), me(), certification, now()))


@certificates.get("/certificates/<public_id:certificate>")
@requires(Permission.READ_CERTIFICATE)
def certificate(certificate: PublicId) -> ResponseReturnValue:
    """One certificate, as it is shown and printed."""
    held = queries.certificate_by_public_id(actor(), certificate, now().date())
    return render_template("certificates/certificate.html", page=pages.certificate_page(library(), me(), held, now()))


@certificates.get("/certificates/<public_id:certificate>/qr.svg")
@requires(Permission.READ_CERTIFICATE)
def qr(certificate: PublicId) -> ResponseReturnValue:
    """The QR code of the verification page."""
    held = queries.certificate_by_public_id(actor(), certificate, now().date())
    drawing = io.BytesIO()
    segno.make(pages.verify_url(held.certificate.code), error="m").save(drawing, kind="svg", xmldecl=False, omitsize=True, border=1)
    response = Response(drawing.getvalue(), content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@verification.get("/verify")
@requires(Permission.VERIFY_CERTIFICATE)
def form() -> ResponseReturnValue:
    """Ask for a code; one that was typed leads to its own address."""
    typed = request.args.get("code", "").strip()
    code = normalise_code(typed)
    if code:
        return redirect(url_for("verification.verify", code=format_code(code)), 303)
    return _discreet(render_template("certificates/verify.html", page=verification_page.unknown() if typed else None, typed=typed))


@verification.get("/verify/<code>")
@requires(Permission.VERIFY_CERTIFICATE)
def verify(code: str) -> ResponseReturnValue:
    """What stands behind a code: its certificate and whether it holds now, or that there is none. Always 200."""
    held = queries.by_code(code)
    page = verification_page.proof(library(), held, now().date()) if held else verification_page.unknown()
    return _discreet(render_template("certificates/verify.html", page=page, typed=code))


@verification.post("/verify/<code>")
@requires(Permission.VERIFY_CERTIFICATE)
def compare(code: str) -> ResponseReturnValue:
    """Whether a name that somebody read on a certificate is the holder's, where the page does not show it."""
    held = queries.by_code(code)
    if held is None:
        return redirect(url_for("verification.verify", code=code), 303)
    page = verification_page.proof(library(), held, now().date())
    page = verification_page.compared(page, held, request.form.get("name", ""), settings().secret)
    return _discreet(render_template("certificates/verify.html", page=page, typed=code))


def _discreet(page: str) -> Response:
    """The page, telling no other site where its reader came from."""
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
