// Which findings fit what is wanted, and how many each further choice would leave.

const FACETS = ['severity', ...CHOICES];

// Returned are the findings that fit, and for each facet: value → how many fit everything but this facet.
function fitting(findings, wanted) {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = [];
  const counts = Object.fromEntries(FACETS.map((name) => [name, new Map()]));
  for (const finding of findings) {
    if (finding.isHidden && !wanted.hidden) continue;
    if (finding.isKnown && wanted.new) continue;
    const missed = FACETS.filter((name) => !agrees(finding, name, wanted[name]));
    if (missed.length > 1 || !words.every((word) => finding.words.includes(word))) continue;
    if (!missed.length) fits.push(finding);
    for (const name of missed.length ? missed : FACETS) {
      counts[name].set(finding[name], (counts[name].get(finding[name]) ?? 0) + 1);
    }
  }
  return { fits, counts };
}

function agrees(finding, facet, wanted) {
  if (!wanted.length) return true;
  return facet === 'severity' ? wanted.includes(finding.severity) : finding[facet] === wanted;
}

function bySeverity(findings) {
  const counts = Object.fromEntries(SEVERITIES.map((name) => [name, 0]));
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

// What was asked for, in words: "critical or high, in production, with “openssl”".
function inWords(wanted) {
  const parts = [
    wanted.severity.join(' or '),
    wanted.environment && `in ${wanted.environment}`,
    wanted.service && `of ${wanted.service}`,
    wanted.kind && `of the kind ${wanted.kind}`,
    wanted.rule && `by the rule ${wanted.rule}`,
    wanted.new && 'new',
    wanted.text && `with “${wanted.text}”`,
  ];
  return parts.filter(Boolean).join(', ');
}
