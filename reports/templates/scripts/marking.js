// Both sides of what differs, with their words marked, as parts/values.html and parts/finding.html have them.

function fillValues(table, finding) {
  const values = finding.body ? finding.body[0] : [];
  if (!values.length) {
    table.remove();
    return;
  }
  const sides = finding.text('sides');
  const isAdded = values.every(([, before]) => before === null);
  const isRemoved = values.every(([, , after]) => after === null);
  if (isAdded || isRemoved) table.dataset.only = sides[isAdded ? 1 : 0];
  table.querySelectorAll('thead th').forEach((heading, place) => { heading.textContent = sides[place]; });
  const nothing = [isAdded, isRemoved];
  values.forEach(([label, ...both], place) => {
    const line = element('tr');
    const heading = element('th', finding.data.texts[label]);
    heading.scope = 'row';
    line.append(heading, ...both.flatMap((marks, side) => {
      if (marks === null && nothing[side] && place) return []; // the first row's cell reaches down to here
      return [cellOf(marks, side, sides[side], nothing[side] ? values.length : 1, finding)];
    }));
    table.tBodies[0].append(line);
  });
}

function cellOf(marks, side, name, rows, finding) {
  const cell = element('td', '', marks === null ? 'nothing' : ['before', 'after'][side]);
  cell.dataset.side = name;
  if (marks === null) {
    cell.textContent = 'nothing';
    cell.setAttribute('rowspan', rows);
  } else {
    cell.append(...markedParts(marks, ['del', 'ins'][side], finding));
  }
  return cell;
}

function markedParts(marks, tag, finding) {
  const { texts } = finding.data;
  return marks.map((mark) => (mark < 0 ? element(tag, texts[-mark]) : texts[mark]));
}

function hunksOf(finding) {
  const details = finding.body ? finding.body[1] : [0];
  const hunks = details.slice(0, -1).map((hunk) => hunkOf(hunk, finding));
  const more = details.at(-1);
  return more ? [...hunks, element('p', `and ${counted(more, 'difference')} more`, 'more')] : hunks;
}

function hunkOf([path, ...lines], finding) {
  const { texts } = finding.data;
  const figure = cloned('hunk');
  figure.querySelector('figcaption').textContent = texts[path];
  const more = lines.pop();
  for (const [sign, ...marks] of lines) {
    const text = texts[sign];
    const line = element('span', '', { '-': 'minus', '+': 'plus' }[text] ?? 'same');
    line.append(element('i', text), ...markedParts(marks, text === '-' ? 'del' : 'ins', finding));
    figure.querySelector('pre').append(line);
  }
  if (more) figure.append(element('p', `and ${counted(more, 'line')} more`, 'more'));
  return figure;
}
