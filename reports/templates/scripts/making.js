// The row of a finding, made from the page's templates as parts/finding.html makes it. Texts only ever become text.

function cloned(name) {
  return document.getElementById(`made-${name}`).content.firstElementChild.cloneNode(true);
}

function element(tag, text = '', className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function rowOf(finding) {
  const row = cloned('finding');
  const part = (selector) => row.querySelector(selector);
  row.id = finding.anchor;
  row.className = `finding ${finding.severity}${finding.isHidden ? ' by-policy' : ''}`;
  fillSeverity(part('.severity'), finding);
  part('h4').textContent = finding.title;
  fillSubject(part('.subject'), finding);
  fillPolicy(part('.policy'), finding);
  fillValues(part('.values'), finding);
  part('.hunks').replaceWith(...hunksOf(finding));
  if (finding.body !== 0) part('.cut').remove();
  fillAbout(part('.about'), finding);
  fillSeen(part('.seen'), finding);
  fillMembers(part('details'), finding);
  return row;
}

function fillSeverity(line, finding) {
  line.classList.add(finding.severity);
  line.querySelector('svg').setAttribute('class', `shape ${finding.severity}`);
  line.querySelector('use').setAttribute('href', `#shape-${finding.severity}`);
  line.querySelector('b').textContent = finding.severity;
  const link = line.querySelector('a');
  link.href = `#${finding.anchor}`;
  link.textContent = finding.number ? `#${finding.number}` : 'link';
  link.setAttribute('aria-label', finding.number ? `Link to finding ${finding.number}` : `Link to ${finding.title}`);
}

function fillSubject(line, finding) {
  line.querySelector('.rule').textContent = finding.rule;
  line.querySelector('.kind').textContent = finding.kind;
  line.querySelector('.key').textContent = finding.key;
  if (finding.kind === 'coverage') line.replaceChildren(line.querySelector('.rule'));
}

function fillPolicy(line, finding) {
  if (!finding.isHidden) {
    line.remove();
    return;
  }
  const [by, reason] = finding.text('hidden');
  line.textContent = `Hidden by ${by}${reason ? `: ${reason}` : ''}`;
}

function fillAbout(list, finding) {
  const effect = list.querySelector('.effect');
  if (finding.text('effect')) effect.dataset.effect = finding.text('effect');
  for (const [name, column] of [['effect', 'consequence'], ['origin', 'attribution'], ['remedy', 'remedy']]) {
    const line = list.querySelector(`.${name}`);
    const text = finding.text(column);
    if (text) (line.querySelector('span') ?? line.querySelector('dd')).textContent = text;
    else line.remove();
  }
}

function fillSeen(line, finding) {
  for (const [text, at, more] of finding.text('seen')) {
    const part = element('span', text);
    if (at) {
      const time = element('time', `${at.slice(0, 16).replace('T', ' ')} UTC`);
      time.dateTime = at;
      part.append(' ', time, more);
    }
    line.append(part);
  }
  if (!line.childElementCount) line.remove();
}

function fillMembers(details, finding) {
  const members = finding.body ? finding.body[2] : [0];
  const all = members.at(-1);
  if (!all) {
    details.remove();
    return;
  }
  const list = details.querySelector('ul');
  details.querySelector('summary').textContent = `Stands for ${counted(all, 'change')}`;
  for (const entry of members.slice(0, -1)) {
    const [sign, change, key, instance] = textsOf(entry, finding.data.texts);
    const line = element('li');
    const mark = element('i', sign);
    mark.title = change;
    line.append(mark, element('code', key));
    if (instance) line.append(' ', element('span', instance));
    list.append(line);
  }
  const more = all - list.childElementCount;
  if (more) details.append(element('p', `and ${counted(more, 'change')} more`, 'more'));
}

function counted(number, noun) {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
