"""Certificates, the public page that verifies them, and CPD reflections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import certificates, learning
from goodpartners.services.certificates import ReflectionClash
from goodpartners.web.access import access
from goodpartners.web.autosave import clashed, saved, unheard
from goodpartners.web.forms import again
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("certificates", __name__)
HEADINGS = ("learned", "impact", "peer")


@bp.app_template_filter()
def spaced_code(code: str) -> str:
    """A code as it is printed."""
    return certificates.spaced(code)


@bp.get("/certificates/<int:certificate>")
@access(Permission.OWN_CERTIFICATE)
def certificate(certificate: int) -> ResponseReturnValue:
    """A certificate to look at and print."""
    found = certificates.find(session(), certificate, actor=actor())
    course = catalogue().course(found.course)
    return render_template("certificates/certificate.html", certificate=found, course=course, address=_address())


@bp.post("/certificates/<int:certificate>/reissue")
@access(Permission.OWN_CERTIFICATE)
@transactional
def reissue(certificate: int) -> ResponseReturnValue:
    """Write a certificate anew under the person's present name."""
    made = certificates.reissue(session(), certificate, actor=actor(), now=now())
    flash("The certificate now carries your present name. It has a new code.")
    return redirect(url_for("certificates.certificate", certificate=made.id), 303)


@bp.get("/verify")
@access(Permission.PUBLIC)
def verify() -> ResponseReturnValue:
    """A form for the code on a certificate."""
    code = request.args.get("code", "").strip()
    if certificates.folded(code):
        return redirect(url_for("certificates.verified", code=certificates.folded(code)[:12]))
    return render_template("certificates/verify.html", code="", found=None, asked=False)


@bp.get("/v/<code>")
@access(Permission.PUBLIC)
def verified(code: str) -> ResponseReturnValue:
    """What stands behind a code."""
    found = certificates.verify(session(), code)
    page = render_template("certificates/verify.html", code=code, found=found, asked=True)
    return make_response(page, 200 if found else 404)


@bp.get("/courses/<course>/reflection")
@access(Permission.TAKE_COURSE)
def reflection(course: str) -> ResponseReturnValue:
    """A CPD reflection to write and copy out."""
    found = learning.open_course(session(), catalogue(), course, actor=actor())
    kept = certificates.reflection(session(), course, actor=actor())
    texts = {name: getattr(kept, name, "") or "" for name in HEADINGS}
    return render_template(
        "certificates/reflection.html",
        course=found,
        kept=kept,
        texts=texts,
        version=kept.version if kept else 0,
        problems=[],
        clash=None,
    )


@bp.post("/courses/<course>/reflection")
@access(Permission.TAKE_COURSE)
@transactional
def save_reflection(course: str) -> ResponseReturnValue:
    """Save a CPD reflection."""
    found = learning.open_course(session(), catalogue(), course, actor=actor())
    texts = _texts(request.form.to_dict(flat=False))
    version = request.form.get("version", 0, type=int)
    try:
        certificates.save_reflection(session(), course, texts, version=version, actor=actor(), now=now())
    except (Invalid, ReflectionClash) as refusal:
        g.refused = True
        problems = refusal.problems if isinstance(refusal, Invalid) else []
        kept = certificates.reflection(session(), course, actor=actor())
        clash = refusal if isinstance(refusal, ReflectionClash) else None
        page = render_template(
            "certificates/reflection.html",
            course=found,
            kept=kept,
            texts=texts,
            version=kept.version if kept and clash else version,
            problems=problems,
            clash=clash,
        )
        return make_response(page, 422 if problems else 409)
    flash("Your reflection is saved.")
    return redirect(url_for("certificates.reflection", course=course), 303)


@bp.put("/courses/<course>/reflection")
@access(Permission.TAKE_COURSE)
@transactional
def keep_reflection(course: str) -> ResponseReturnValue:
    """Save a CPD reflection while it is being written: the form's fields in, a receipt with its new number out."""
    learning.open_course(session(), catalogue(), course, actor=actor())
    texts, sent = _texts(request.form.to_dict(flat=False)), [_texts(fields) for fields in unheard()]
    version = request.form.get("version", 0, type=int)
    try:
        kept = certificates.save_reflection(
            session(), course, texts, version=version, sent=sent, actor=actor(), now=now()
        )
    except ReflectionClash as clash:
        other = certificates.reflection(session(), course, actor=actor())
        assert other is not None
        fields = [(name, getattr(other, name)) for name in HEADINGS]
        said = "\n\n".join(text for _, text in fields)
        return clashed(clash.sentence, said=said, at=other.saved_at, version=other.version, fields=fields)
    return saved(at=kept.saved_at, version=kept.version)


def _texts(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: "".join(fields.get(name, ())[:1]).replace("\r\n", "\n") for name in HEADINGS}


@bp.get("/certificates/revoke")
@access(Permission.REVOKE_CERTIFICATE)
def revoke() -> ResponseReturnValue:
    """A form to withdraw a certificate."""
    return render_template("certificates/revoke.html", code=request.args.get("code", ""), reason="", problems=[])


@bp.post("/certificates/revoke")
@access(Permission.REVOKE_CERTIFICATE)
@transactional
def revoke_submit() -> ResponseReturnValue:
    """Withdraw a certificate for a reason that its public page shows."""
    code, reason = request.form.get("code", ""), request.form.get("reason", "")
    try:
        found = certificates.revoke(session(), code, reason, actor=actor(), now=now())
    except Invalid as refusal:
        return again("certificates/revoke.html", refusal, code=code, reason=reason)
    flash(f"The certificate of {found.holder} no longer stands.")
    return redirect(url_for("certificates.verified", code=found.code), 303)


def _address() -> str:
    return house().settings.public_url or request.host_url.rstrip("/")
