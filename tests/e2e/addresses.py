"""Every page that there is, by who opens it; what stands in brackets is found on the way."""

from __future__ import annotations

Addresses = tuple[str | tuple[str, int], ...]
UNKNOWN = "x" * 43

LEARNING: Addresses = (
    "/home",
    "/courses/good-customer",
    "/courses/good-supplier",
    "/courses/working-together",
    "/courses/good-customer/why",
    "/courses/working-together/why",
    "/courses/good-customer/treat-listen-repair",
    "/courses/working-together/four-principles",
    "/courses/good-customer/treat-listen-repair/why",
    "/courses/working-together/four-principles/why",
    "/courses/good-supplier/close-the-gaps/whole",
    "/courses/good-customer/reflection",
    "/courses/working-together/reflection",
    "/results",
    "/practice",
    "/practice?about=readiness",
    "/practice/pack",
    "/glossary",
    "/receipts",
    ("/receipts?code=08000-00200", 404),
    "/search",
    "/search?q=child",
    "/search?q=zebra",
    "/quizzes/good-supplier/close-the-gaps",
    "/quizzes/good-customer/treat-listen-repair",
    "/quizzes/working-together/four-principles",
)
ATTEMPTS: Addresses = (
    "{running}/1",
    "{running}/2",
    "{running}/5",
    "{running}/1/problem",
    "{running}/check",
    "{handed_in}/results",
    "{certificate}",
)
ACCOUNT: Addresses = (
    "/account",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/where",
    "/account/activity",
    "/account/data",
    "/account/device",
    "/account/erase",
    "/account/reminders",
)
TOGETHER: Addresses = (
    "/home",
    "{mine}",
    "{mine}/room",
    "{mine}/room/pack",
    "{sight}",
)
ORGANISATION: Addresses = (
    "{organisation}",
    "{mine}",
)
DOOR: Addresses = (
    "/sign-in",
    "/sign-in/sent",
    "/reset",
    "/reset/sent",
    "{invitation}",
    "{reset}",
    (f"/invitation/{UNKNOWN}", 410),
    (f"/reset/{UNKNOWN}", 410),
    (f"/sign-in/link/{UNKNOWN}", 410),
    (f"/confirm-email/{UNKNOWN}", 410),
    "/join",
    "/join/asked",
    "{join}",
    ("/join/CDFH-3479", 404),
    (f"/reminders/stop/{UNKNOWN}", 410),
)
MAILED: Addresses = ("{sign_in_link}", "{confirm_email}")
STOPPING: Addresses = ("{stop}",)
EVERYBODY: Addresses = (
    "/verify",
    "/v/{code}",
    ("/v/7KQ4MX2P", 404),
    "/help",
    "/privacy",
    "/cookies",
    "/accessibility",
    "/appearance",
    "/offline",
)
STAFF: Addresses = (
    "/admin/people",
    "/admin/people?q=zebra",
    "/admin/people/invite",
    "/admin/organisations",
    "{somebody}",
    "{myself}",
    "{twice}/merge",
    "{twice}/merge?keep=soraya@goodpartners.example",
    ("{twice}/merge?keep=nobody@visitors.example", 422),
    "{our_organisation}",
    "{our_organisation}/merge",
    "/admin/partnerships",
    "/admin/cohorts",
    "/admin/questionnaires",
    "/admin/retention",
    "/authoring/problems",
    "/authoring/reports",
    "/certificates/revoke",
    "/v/{code}",
    "/train/guides",
    "/train/guides/working-together/four-principles",
)
STAFF_FORMS = (
    ("/admin/people/invite", "Send the invitation"),
    ("/admin/organisations", "Add the organisation"),
    ("/certificates/revoke", "Withdraw it"),
    ("/admin/partnerships", "Propose the partnership"),
)
TRAINER: Addresses = (
    "/train",
    "/train/cohorts/new",
    "{cohort}",
    "{cohort}?order=date",
    "{cohort}/sheet",
    "{cohort}/people",
    "{cohort}/people?q=zebra",
    "{cohort}/invite",
    "{cohort}/codes",
    "{cohort}/pairs",
    "{cohort}/dates",
    "{cohort}/rounds",
    "{cohort}/settings",
    "{cohort}/log",
    ("{cohort}/write", 404),
    "{cohort}/write?to={rowan}",
    "{cohort}/questions",
    "{cohort}/questions/good-customer/treat-listen-repair",
    "{pair}",
    "{proposed}",
    "{small}",
    "{one_sided}",
    "{one_sided_pair}",
    "{person}",
    "{paper}",
    "{place}",
    "{invited}",
    "{poster}",
)
SEEN_BY: Addresses = (
    "{seen}/commissioner-learner",
    "{seen}/provider-lead",
    "{seen}/provider-manager",
)
FIGURES: Addresses = (
    *(
        f"{{cohort}}/explain/{figure}?pair={{number}}&side=provider"
        for figure in ("side-average", "plan", "stuck", "milestone", "people")
    ),
    "{cohort}/explain/score-average?pair={number}&side=commissioner&course=good-customer&module=you-are-the-customer",
    "{cohort}/explain/percent?person={rowan}",
    "{cohort}/explain/cell?person={rowan}&course=good-customer&module=treat-listen-repair",
    "{cohort}/explain/check?course=good-customer&quiz=treat-listen-repair",
    "{item}",
)
TRAINER_FORMS = (
    ("/train/cohorts/new", "Make the cohort and invite people"),
    ("{cohort}/pairs", "Let it take part"),
    ("{cohort}/pairs", "Propose it and let it take part"),
    ("{cohort}/dates", "Add the date"),
    ("{cohort}/rounds", "Plan the round"),
    ("{cohort}/invite", "Check the list"),
)
FOLDED_FORMS = (
    ("{cohort}/settings", "Let another trainer run it too", "Add the trainer"),
    ("{person}", "Give another try", "Give another try"),
    ("{person}", "Set a later date", "Set the date"),
    ("{person}", "Give extra time in timed quizzes", "Give the time"),
)
NOT_PAGES = {
    "account.data_json": "a download",
    "offline.service_worker": "a script",
    "account.data_zip": "a download",
    "assets.course_file": "a file; every page that shows one is looked at, and the file must be there",
    "assets.favicon": "a picture",
    "assets.static_file": "a file",
    "attempts.resume": "leads on; its page with all questions is looked at in test_every_question.py",
    "calendars.cohort": "a download",
    "exports.download": "a download; its figures are those of the page, see test_joint_cohort.py",
    "health.healthz": "for machines",
    "health.readyz": "for machines",
    "learn.form_token": "for the script",
    "learn.section": "every part of every module is looked at in test_every_page.py",
    "rooms.table": "a download; its tables are those of the room, see test_room_export.py",
    "pages.front": "leads on",
    "pages.robots": "for machines",
    "rosters.template": "a download",
    **{
        f"rounds.{name}": "looked at in test_answering.py, for whoever answers"
        for name in ("introduction", "page", "overview", "result", "delete")
    },
}


def named(addresses: Addresses, **places: str) -> Addresses:
    """The addresses with what was found on the way."""
    return tuple(a.format(**places) if isinstance(a, str) else (a[0].format(**places), a[1]) for a in addresses)
