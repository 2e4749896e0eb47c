// Side by side: two environments out of all, one kind; in the address as sides=dev..production and sides-kind=env

{
  const WORDS = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
  const ALIKE = 0.35; // below this share of equal words the whole is marked, as in the page without a choice

  // For each word of two lists: is it only in its own? By the longest common subsequence.
  const differing = (before, after) => {
    const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
    for (let i = before.length - 1; i >= 0; i--)
      for (let j = after.length - 1; j >= 0; j--)
        lengths[i][j] =
          before[i] === after[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    const flags = [before.map(() => true), after.map(() => true)];
    if ((2 * lengths[0][0]) / (before.length + after.length) < ALIKE) return flags;
    for (let i = 0, j = 0; i < before.length && j < after.length; )
      if (before[i] === after[j]) flags[0][i++] = flags[1][j++] = false;
      else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
      else j++;
    return flags;
  };

  const marked = (words, flags) => {
    const nodes = [];
    for (let start = 0, end = 0; start < words.length; start = end) {
      while (end < words.length && flags[end] === flags[start]) end++;
      const text = words.slice(start, end).join('');
      const node = flags[start] ? document.createElement('mark') : document.createTextNode(text);
      if (flags[start]) node.textContent = text;
      nodes.push(node);
    }
    return nodes;
  };

  const number = (value) => value.toLocaleString('en');
  const isKnown = (one) => one !== '-' && one !== '?';

  const start = () => {
    const section = document.getElementById('sides');
    if (!section) return;
    const [choice, before, after, kind] = ['choice', 'before', 'after', 'kind'].map((name) =>
      document.getElementById(`sides-${name}`),
    );
    const environments = before ? [...after.options].map((option) => option.value) : [];
    const original = new Map();
    const stale = new Set();
    let draw = () => {};
    let isChosen = false;

    // The marks of a row that were made for all environments, or those between two cells alone.
    const mark = (row, pair) => {
      const cells = [...row.cells].slice(1);
      for (const cell of cells) {
        if (!original.has(cell)) original.set(cell, [...cell.childNodes]);
        cell.replaceChildren(...original.get(cell));
      }
      const of = row.dataset.of.split(' ');
      if (!pair || new Set(of.filter(isKnown)).size < 2) return;
      const two = pair.map((place) => cells[place]);
      const words = two.map((cell) => cell.textContent.match(WORDS) ?? []);
      const both = pair.every((place) => isKnown(of[place])) && of[pair[0]] !== of[pair[1]];
      const flags = both ? differing(...words) : words.map((some) => some.map(() => false));
      two.forEach((cell, side) => {
        if (isKnown(of[pair[side]])) cell.replaceChildren(...marked(words[side], flags[side]));
      });
    };

    const showRows = (body, pair) => {
      let shown = 0;
      for (const row of body.rows) {
        const cells = [...row.cells];
        if (!row.dataset.of) {
          cells[0].colSpan = (pair ? 2 : environments.length || 2) + 1;
          continue;
        }
        const of = row.dataset.of.split(' ');
        const [one, other] = pair ? pair.map((place) => of[place]) : ['', '-'];
        row.classList.toggle('equal', one === other);
        row.hidden = one === other && !isKnown(one);
        shown += one !== other && one !== '?' && other !== '?';
        cells.slice(1).forEach((cell, place) => {
          cell.hidden = pair !== null && !pair.includes(place);
          if (isKnown(of[place]))
            cell.classList.toggle('same', !pair && place > 0 && of[place] === of[place - 1]);
        });
        mark(row, pair);
      }
      return shown;
    };

    const pairPlace = ([one, other]) => {
      let place = 0;
      for (let i = 0; i < one; i++) place += environments.length - 1 - i;
      return place + other - one - 1;
    };

    // How many differ and how many are equal of one kind: of all environments, or of the two that are chosen; null where one is not known.
    const numbersOf = (body, pair) => {
      const { differ, equal, pairs } = body.dataset;
      const text = pair ? pairs.split(' ')[pairPlace(pair)] : `${differ}/${equal}`;
      return text === '?' ? null : text.split('/').map(Number);
    };

    const showKind = (body, pair) => {
      const known = numbersOf(body, pair);
      const [differ, equal] = known ?? [0, 0];
      const shown = showRows(body, pair);
      body.querySelector('.kind .numbers').textContent = known ? `${number(differ)} differ` : 'not known in both';
      const cut = body.querySelector('.cut');
      if (cut) {
        cut.hidden = differ <= shown;
        cut.querySelector('span').textContent = number(differ - shown);
      }
      const alike = body.querySelector('.alike');
      if (alike) {
        alike.hidden = !equal;
        alike.querySelector('span').textContent = number(equal);
      }
    };

    // Of each file what the two hold, or what neighbours hold.
    const showDocuments = (documents, pair) => {
      const files = new Set();
      for (const figure of documents.querySelectorAll('.twin')) {
        const of = figure.dataset.of.split(' ');
        const chosen = pair ? pair.map((place) => of[place]) : [];
        const reversed = [...chosen].reverse().join(' ') === figure.dataset.pair;
        figure.classList.toggle('reversed', reversed);
        figure.hidden = pair ? !reversed && chosen.join(' ') !== figure.dataset.pair : 'far' in figure.dataset;
        if (!figure.hidden) files.add(figure.querySelector('figcaption').textContent);
      }
      const cut = documents.querySelector(':scope > .more');
      if (!cut) documents.querySelector('.numbers').textContent = `${files.size} ${files.size === 1 ? 'file' : 'files'}`;
      documents.hidden = !files.size && !cut;
    };

    const showService = (service, pair, wanted) => {
      stale.delete(service);
      [...service.querySelectorAll('thead th')].forEach((cell, place) => {
        cell.hidden = pair !== null && !pair.includes(place);
      });
      for (const body of service.querySelectorAll('tbody')) {
        showKind(body, pair);
        body.hidden = Boolean(wanted) && body.dataset.kind !== wanted;
      }
      for (const table of service.querySelectorAll('table'))
        table.hidden = [...table.tBodies].every((body) => body.hidden);
      for (const documents of service.querySelectorAll('.documents')) {
        showDocuments(documents, pair);
        documents.hidden ||= Boolean(wanted) && wanted !== 'documents';
      }
    };

    const showSums = (service, pair) => {
      const heads = [...service.querySelectorAll('thead th')];
      const isInBoth = !pair || pair.every((place) => !heads[place]?.classList.contains('absent'));
      let [differ, equal] = [0, Number(service.dataset.equal)];
      for (const body of service.querySelectorAll('tbody')) {
        const known = numbersOf(body, pair);
        differ += known?.[0] ?? 0;
        equal += known?.[1] ?? 0;
      }
      service.classList.toggle('apart', !isInBoth);
      service.querySelector('summary .numbers').textContent = isInBoth
        ? `${number(differ)} differ, ${number(equal)} equal`
        : 'not deployed in both';
    };

    // What is folded has its numbers now and its rows when it is opened, or printed.
    const show = (pair, wanted) => {
      section.classList.toggle('two', pair !== null || environments.length === 0);
      draw = (service) => showService(service, pair, wanted);
      for (const service of section.querySelectorAll('.service')) {
        showSums(service, pair);
        if (service.open) draw(service);
        else stale.add(service);
      }
    };

    // From the address into the page. A name may hold '..', so the pairs that there are decide.
    const read = () => {
      const text = fragment.get('sides');
      const pairs = environments.flatMap((one, i) => environments.slice(i + 1).map((other, j) => [i, i + 1 + j]));
      const pair = pairs.find(([i, j]) => `${environments[i]}..${environments[j]}` === text) ?? null;
      kind.value = fragment.get('sides-kind');
      if (kind.selectedIndex < 0) kind.value = '';
      if (before) {
        before.value = pair ? environments[pair[0]] : '';
        after.value = environments[pair ? pair[1] : environments.length - 1];
        after.closest('label').hidden = !pair;
      }
      if (isChosen || pair || kind.value) show(pair, kind.value); // else the page is as it should be
      isChosen = Boolean(pair || kind.value);
    };

    // From the page into the address: the earlier environment first; two that are one become neighbours.
    const choose = () => {
      const one = before ? environments.indexOf(before.value) : -1;
      let other = before ? environments.indexOf(after.value) : -1;
      if (one === other) other = one + 1 < environments.length ? one + 1 : one - 1;
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      fragment.set('sides', one < 0 ? '' : `${environments[first]}..${environments[second]}`);
      fragment.set('sides-kind', kind.value);
      read();
    };

    for (const select of [before, after, kind]) select?.addEventListener('change', choose);
    for (const details of section.querySelectorAll('.alike details'))
      details.addEventListener('toggle', () => details.closest('tbody').classList.toggle('open-equal', details.open));
    for (const service of section.querySelectorAll('.service'))
      service.addEventListener('toggle', () => stale.has(service) && draw(service));
    addEventListener('beforeprint', () => [...stale].forEach((service) => draw(service)));
    addEventListener('hashchange', () => {
      if (location.hash.includes('=')) read(); // a place alone says nothing of it
    });
    choice.hidden = false;
    read();
  };

  addEventListener('DOMContentLoaded', start);
}
