// The findings as the page has them: columns, whose numbers are places in one table of texts.

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const KEY = '\u001a'; // stands in a title for the finding's key

class Finding {
  constructor(data, place) {
    const { texts, columns } = data;
    const [group, service, environment] = data.groups[columns.group[place]];
    this.data = data;
    this.place = place;
    this.number = columns.number[place];
    this.group = group;
    this.service = texts[service];
    this.environment = texts[environment];
    for (const name of ['severity', 'kind', 'rule', 'key']) this[name] = texts[columns[name][place]];
    this.title = texts[columns.title[place]].replace(KEY, () => this.key);
    this.anchor = `f-${columns.fingerprint[place]}`;
    this.isKnown = Boolean(columns.known[place]);
    this.isHidden = Boolean(columns.hidden[place]);
    this.row = null; // its element, once there is one
  }

  // A column's entry as text: one, several, or nested lists of them.
  text(name) {
    return textsOf(this.data.columns[name][this.place], this.data.texts);
  }

  // Values, differences inside documents and members; undefined where the row stands in the page, 0 where there was no room.
  get body() {
    return this.data.bodies[this.place - this.data.rows];
  }

  // All that is said of it, in small letters: what a search looks through.
  get words() {
    this.said ??= this.parts().flat(Infinity).join(' ').toLowerCase();
    return this.said;
  }

  parts() {
    const columns = ['consequence', 'attribution', 'remedy', 'seen', 'hidden'].map((name) => this.text(name));
    const { severity, service, environment, kind, rule, key, title } = this;
    return [severity, service, environment, kind, rule, key, title, columns, this.inside()];
  }

  inside() {
    if (this.body) return textsOf(this.body, this.data.texts);
    const parts = this.row ? [...this.row.querySelectorAll('.values tbody, .hunk, .members')] : [];
    return parts.map((part) => part.textContent);
  }
}

// Numbers may be negative (a part that differs); null is nothing.
function textsOf(entry, texts) {
  if (Array.isArray(entry)) return entry.map((one) => textsOf(one, texts));
  return entry === null ? null : texts[Math.abs(entry)];
}

// What a search looks through, made while nothing else is to do, so that its first letter waits for nothing.
function prepare(findings) {
  let next = 0;
  const some = (deadline) => {
    while (next < findings.length && deadline.timeRemaining() > 1) void findings[next++].words;
    if (next < findings.length) requestIdleCallback(some);
  };
  globalThis.requestIdleCallback?.(some);
}

function findingsOf(data) {
  const number = data.columns.severity?.length ?? 0;
  return Array.from({ length: number }, (_, place) => new Finding(data, place));
}
