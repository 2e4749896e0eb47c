// Findings in their groups. Rows that do not stand in the page are made a few at a time, when the place where they belong comes near.

const AT_ONCE = 20; // rows
const NEAR = '1200px 0px';
const HEIGHT = 22; // rem of a row that is not made yet, as style.css has it

class Group {
  constructor(section, findings) {
    this.section = section;
    this.findings = findings;
    this.added = []; // rows and places for rows behind those that stand in the page
    const tally = cloned('tally');
    section.querySelector('.tally').replaceWith(tally);
    this.numbers = SEVERITIES.map((name) => tally.querySelector(`.${name}`));
  }

  show(fits) {
    this.section.hidden = !fits.length;
    const counts = bySeverity(fits);
    this.numbers.forEach((line, place) => {
      const number = counts[SEVERITIES[place]];
      line.hidden = !number;
      line.querySelector('b').textContent = number.toLocaleString('en');
    });
  }
}

class Page {
  constructor(data) {
    this.findings = findingsOf(data);
    for (const finding of this.findings.slice(0, data.rows)) finding.row = document.getElementById(finding.anchor);
    this.groups = this.groupsOf(data);
    this.waiting = new Map(); // place for rows → their findings
    this.observer = new IntersectionObserver((seen) => this.come(seen), { rootMargin: NEAR });
  }

  groupsOf(data) {
    const members = byGroup(this.findings);
    return data.groups.map(([anchor, service, environment]) => {
      const section = document.getElementById(anchor) ?? madeGroup(anchor, data.texts[service], data.texts[environment]);
      return new Group(section, members.get(anchor));
    });
  }

  show(wanted) {
    const { fits, counts } = fitting(this.findings, wanted);
    const chosen = new Set(fits);
    for (const group of this.groups) this.showGroup(group, group.findings.filter((one) => chosen.has(one)), chosen);
    return { fits, counts };
  }

  showGroup(group, fits, chosen) {
    for (const place of group.added) this.forget(place);
    group.section.querySelectorAll(':scope > .finding[data-made]').forEach((row) => row.remove());
    for (const one of group.findings) if (one.row && !one.row.dataset.made) one.row.hidden = !chosen.has(one);
    const rest = fits.filter((one) => !one.row || one.row.dataset.made);
    group.added = [];
    for (let from = 0; from < rest.length; from += AT_ONCE) group.added.push(this.placeFor(rest.slice(from, from + AT_ONCE)));
    group.section.append(...group.added);
    group.show(fits);
  }

  placeFor(findings) {
    const place = element('p', `${counted(findings.length, 'finding')} more`, 'place');
    place.style.setProperty('min-height', `${findings.length * HEIGHT}rem`);
    this.waiting.set(place, findings);
    this.observer.observe(place);
    return place;
  }

  forget(place) {
    this.observer.unobserve(place);
    this.waiting.delete(place);
    place.remove();
  }

  come(seen) {
    for (const { isIntersecting, target } of seen) if (isIntersecting) this.fill(target);
  }

  fill(place) {
    const findings = this.waiting.get(place);
    if (!findings) return;
    for (const finding of findings) this.make(finding);
    place.before(...findings.map((one) => one.row));
    this.forget(place);
  }

  make(finding) {
    if (finding.row) return;
    finding.row = rowOf(finding);
    finding.row.dataset.made = 'yes';
  }

  // The element of this id, made if need be; null where nothing has it.
  reach(id) {
    for (const [place, findings] of this.waiting) if (findings.some((one) => one.anchor === id)) this.fill(place);
    return document.getElementById(id);
  }
}

function byGroup(findings) {
  const found = new Map(findings.map((one) => [one.group, []]));
  for (const one of findings) found.get(one.group).push(one);
  return found;
}

function madeGroup(anchor, service, environment) {
  const section = cloned('group');
  section.id = anchor;
  section.querySelector('h3').textContent = service;
  if (environment) section.querySelector('h3').append(' ', element('span', `in ${environment}`));
  document.getElementById('groups').append(section);
  return section;
}
