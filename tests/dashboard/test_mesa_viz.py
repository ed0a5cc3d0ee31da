"""Mesa's SolaraViz with our model, on whichever Mesa is installed."""

import pytest
import solara

from partnerscape.dashboard import mesa_viz
from partnerscape.model import PartnerEcosystem


@pytest.mark.slow
def test_solaraviz_shows_and_steps_our_model():
    import ipyvuetify as v

    _, rendered = solara.render(solara.AppLayout(children=[mesa_viz.page("saas_resellers", "any word")]), handle_error=False)
    buttons = {b.children[0]: b for b in rendered.find(v.Btn).widgets if b.children}
    assert {"Reset", "Step"} <= set(buttons)
    buttons["Step"].click()
    sliders = rendered.find(v.Slider).widgets
    assert len(sliders) >= len(mesa_viz.SHOWN)
    rendered.close()


@pytest.mark.parametrize("seed", ["7", "any word", 7, 7.0, "7.0"])
def test_a_typed_seed_of_any_form_makes_a_model(seed):
    fixed = {
        name: value if isinstance(value, str) else value["value"] if isinstance(value, dict) else value.value
        for name, value in mesa_viz.parameters("saas_resellers").items()
    }
    model = PartnerEcosystem(**{**fixed, "rng": seed, "burn_in_months": 0})
    model.step()
    assert mesa_viz.drawn(model).axes
