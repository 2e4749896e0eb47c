/* What is shown of the findings, as the page's address has it: #f-1a2b&severity=critical.high&service=shop%2Fweb&text=openssl */

const CHOICES = ["environment", "service", "kind", "rule"];
const SWITCHES = ["new", "hidden"];
const FILTERS = ["severity", ...CHOICES, "text", ...SWITCHES];

function wantedByAddress() {
  const wanted = nothingWanted();
  const severities = fragment.get("severity").split(".");
  wanted.severity = SEVERITIES.filter((name) => severities.includes(name));
  for (const name of [...CHOICES, "text"]) wanted[name] = fragment.get(name);
  for (const name of SWITCHES) wanted[name] = fragment.get(name) === "yes";
  return wanted;
}

function nothingWanted() {
  return { severity: [], environment: "", service: "", kind: "", rule: "", text: "", new: false, hidden: false };
}

/* Key → value as the address has them; "" for what is not wanted. */
function written(wanted) {
  const pairs = FILTERS.map((name) => {
    const value = wanted[name];
    if (SWITCHES.includes(name)) return [name, value ? "yes" : ""];
    return [name, name === "severity" ? value.join(".") : value];
  });
  return Object.fromEntries(pairs);
}

function isFiltered(wanted) {
  return Object.values(written(wanted)).some(Boolean);
}

function isSame(one, other) {
  const [left, right] = [written(one), written(other)];
  return FILTERS.every((name) => left[name] === right[name]);
}
