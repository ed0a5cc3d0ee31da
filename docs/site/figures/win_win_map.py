"""A small study's map: the figure of 'read the map', made when the site is built."""

from tempfile import mkdtemp

import matplotlib.pyplot as plt

import partnerscape as ps
from partnerscape.show.findings.map import draw_map

small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 24, "horizon_months": 24, "initial_partners": 150})
question = {
    "question": "How much support and curation is win-win?",
    "scenario": small,
    "levers": {"support_agents": [1.0, 5.0], "curation": [0.2, 0.9]},
    "design": {"policies": 64, "futures": 8},
}
figure = draw_map(ps.study(question, mkdtemp()))
plt.figure(FigureClass=lambda **_: figure)  # where the page looks for it
