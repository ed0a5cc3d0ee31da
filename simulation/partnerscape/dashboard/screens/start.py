"""Start: a shipped programme, a file of the folder, an uploaded one, or one's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from partnerscape.language import in_language
from partnerscape.scenario import InputError, load_scenario, scenarios

from ..jobs import own, runner
from ..jobs.background import use_background
from ..jobs.folder import Folder
from ..page.surface import Surface
from ..state.controls import control
from ..state.draft import Draft, number
from ..views import own as views
from ..views.start import start
from ..views.study import CHOSEN
from .tab import Go, spoken

Act = Callable[[Mapping[str, Any]], None]


def of_start(draft: Draft, folder: Folder, code: str, *_: object) -> str:
    """The language of a screen that has no tab yet."""
    del draft, folder
    return code


@solara.component
@spoken(of_start)
def StartScreen(draft: Draft, folder: Folder, code: str, go: Go, act: Act) -> None:  # noqa: N802
    """Choose a programme, or make one."""
    if draft.show("own"):
        OwnScreen(draft, folder, code, go, act)
        return
    wrong, set_wrong = solara.use_state("")

    def chosen(event: Mapping[str, Any]) -> None:
        if event["act"] == "programme":
            go(Draft("try", str(event["value"])).showing(language=draft.show("language")))
        elif event["act"] == "own":
            go(draft.showing(own="1"))
        elif event["act"] == "upload":
            take(event)
        else:
            act(event)

    def take(event: Mapping[str, Any]) -> None:
        try:
            name = own.take_programme(str(event["value"]), event.get("size"), str(event.get("content", "")), folder)
        except InputError as error:
            set_wrong("\n".join(error.lines))
            return
        go(Draft("try", name).showing(language=draft.show("language")))

    Surface(html=str(start(folder.programmes(), wrong)), event_act=chosen)


@solara.component
@spoken(of_start)
def OwnScreen(draft: Draft, folder: Folder, code: str, go: Go, act: Act) -> None:  # noqa: N802
    """Three steps to one's own programme."""
    values, set_values = solara.use_state(
        {"base": "marketplace", "name": "my programme", CHOSEN: "commission_rate,support_agents,offers"}
    )
    wrong, set_wrong = solara.use_state("")
    mine, set_mine = solara.use_state("")
    job, _ = use_background(
        lambda tell, cancelled: runner.watch("own", tell, cancelled), runner.JOBS.latest("own"), "always", code
    )
    scenario = solara.use_memo(lambda: load_scenario(values["base"]), [values["base"]])

    def finished() -> None:
        if job is not None and job.state == "done" and job.name == mine:
            set_mine("")
            go(Draft("try", job.name).showing(language=draft.show("language"), **{CHOSEN: values[CHOSEN]}))

    solara.use_effect(finished, [job, mine])

    def asked() -> own.Own:
        seen = {key: value for key in own.TOTALS if (value := number(values.get(key, ""))) is not None}
        pay = {key: (key, value) for key in views.PAID if (value := number(values.get(key, ""))) is not None}
        stored = {key: control(key, scenario, scenario.current_policy).stored(value) for key, value in pay.values()}
        return own.Own(values["base"], values["name"].strip(), seen, stored)

    def begin(work: Callable[[], None]) -> None:
        try:
            with in_language(code):  # an event may come in another context than the page was drawn in
                work()
            set_wrong("")
            set_mine(values["name"].strip())
        except InputError as error:
            set_wrong("\n".join(error.lines))

    def on(event: Mapping[str, Any]) -> None:
        kind, name, value = str(event["act"]), str(event.get("name", "")), str(event["value"])
        if kind == "own" and (name in ("base", "name", *own.TOTALS, *views.PAID)):
            set_values(lambda now: {**now, name: value} if name != "base" or value in scenarios() else now)
        elif kind == "may" and name in views.CHANGING:
            others = [one for one in values[CHOSEN].split(",") if one and one != name]
            set_values(lambda now: {**now, CHOSEN: ",".join([*others, name] if value == "1" else others)})
        elif kind == "make":
            begin(lambda: own.from_totals(asked(), folder))
        elif kind == "upload":
            begin(
                lambda: own.from_sales(asked(), (str(event["value"]), event.get("size"), str(event.get("content", ""))), folder)
            )
        elif kind == "cancel":
            runner.JOBS.cancel(value)
        else:
            act(event)

    Surface(
        html=str(views.form(values, scenario, job if job is not None and (job.name == mine or not job.is_over) else None, wrong)),
        event_act=on,
    )
