"""Who gains and who loses by a change: the figure of the tutorial, made when the site is built."""

import matplotlib.pyplot as plt

import partnerscape as ps
from partnerscape.show.comparison.charts import draw_groups

small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 24, "horizon_months": 24, "initial_partners": 150})
answer = ps.compare(small, {"curation": 0.75, "support_agents": 2.9}, seeds=range(12), hangs_on=False)
figure = draw_groups(answer)
plt.figure(FigureClass=lambda **_: figure)  # where the page looks for it
