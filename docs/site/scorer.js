/* Pages that answer come before pages that record: Sphinx's own scores, by where a page stands. */
var PLACES = [
  [/^docs\/(start|how-to|own-data|pay|questions|pilots|fitting|backtest|board|dashboard|glossary)|^experiments\/cluster/, 12],
  [/^(docs\/explanation|CONTRIBUTING)/, 10],
  [/^(docs\/reference\/(?!month|state)|docs\/api\/README)/, 6],
  [/^notebooks/, 5],
  [/^(CHANGELOG|docs\/decisions|docs\/performance|docs\/reference\/month|docs\/README)/, -6],
];

var Scorer = {
  score: ([page, , , , score]) => score + (PLACES.find(([where]) => where.test(page)) || [null, 0])[1],
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
