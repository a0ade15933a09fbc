// The total of a sheet on the screen, by the rule of a score: the points of each criterion times its factor.

// In whole millionths, so that no binary fraction shows: points to 10,000ths, weights to 100ths, below zero to take off.
function addUp(criteria, pointsOf) {
  return criteria.reduce((all, one) => all + (readPoints(pointsOf(one)) ?? 0) * Math.round(one.factor * 100), 0);
}

function writeTotal(millionths) {
  const [whole, rest] = String(millionths / 1000000).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, "."), rest].filter(Boolean).join(",");
}

function criterionWords(one, place) {
  return `${place + 1}. ${one.name} (tối đa ${one.max}${one.counts ? `, ${one.counts}` : ""})`;
}
