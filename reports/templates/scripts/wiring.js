// The controls above the findings, the address, and what is shown: each follows the others.

class Filters {
  constructor(page) {
    this.page = page;
    this.bar = document.getElementById('filters');
    this.buttons = [...this.bar.querySelectorAll('[name=severity]')];
    this.choices = Object.fromEntries(CHOICES.map((name) => [name, this.bar.querySelector(`[name=${name}]`)]));
    this.text = this.bar.querySelector('[name=text]');
    this.boxes = [...this.bar.querySelectorAll('[type=checkbox]')];
    this.clear = document.getElementById('clear');
    this.wanted = null; // nothing is shown yet
    this.written = null; // the fragment, where it was last written here
  }

  start() {
    for (const name of CHOICES) this.offer(name);
    const there = new Set(this.page.findings.map((one) => one.severity));
    for (const button of this.buttons) button.hidden = !there.has(button.value);
    this.bar.addEventListener('click', (event) => this.pressed(event.target.closest('button')));
    this.bar.addEventListener('change', () => this.changed());
    this.text.addEventListener('input', () => this.typed());
    document.addEventListener('click', (event) => this.linked(event));
    window.addEventListener('hashchange', () => this.follow());
    this.follow();
    if (isFiltered(this.wanted) && !this.wanted.at) document.getElementById('findings').scrollIntoView();
  }

  offer(name) {
    const values = [...new Set(this.page.findings.map((one) => one[name]))].filter(Boolean).sort();
    this.choices[name].append(...values.map((value) => new Option(value, value)));
    this.choices[name].hidden = values.length < 2;
  }

  // The address says what is shown.
  follow() {
    const address = location.hash.slice(1);
    if (address === this.written) return; // what is shown may be further by now
    this.written = null;
    const wanted = wantedOf(address);
    if (this.page.findings.some((one) => one.isHidden && one.anchor === wanted.at)) wanted.hidden = true;
    if (!this.wanted || !isSame(wanted, this.wanted)) this.show(wanted);
    this.arrive(wanted.at);
  }

  show(wanted) {
    this.wanted = wanted;
    const { fits, counts } = this.page.show(wanted);
    this.mirror(counts);
    this.tell(fits.length);
  }

  mirror(counts) {
    const { wanted } = this;
    for (const button of this.buttons) {
      button.ariaPressed = String(wanted.severity.includes(button.value));
      button.querySelector('b').textContent = (counts.severity.get(button.value) ?? 0).toLocaleString('en');
    }
    for (const name of CHOICES) mirrorChoice(this.choices[name], wanted[name], counts[name]);
    for (const box of this.boxes) box.checked = wanted[box.name];
    if (this.text.value.trim() !== wanted.text) this.text.value = wanted.text;
    this.clear.hidden = !isFiltered(wanted);
  }

  tell(number) {
    const all = this.page.findings.filter((one) => !one.isHidden || this.wanted.hidden).length;
    const of = `${number.toLocaleString('en')} of ${counted(all, 'finding')}`;
    document.getElementById('shown').textContent = isFiltered(this.wanted) ? of : counted(all, 'finding');
    const nothing = document.getElementById('nothing');
    nothing.hidden = number > 0 || !isFiltered(this.wanted);
    nothing.textContent = `Nothing fits: ${inWords(this.wanted)}. Without filters there are ${counted(all, 'finding')}.`;
  }

  // A place in the page, which may have to be made first.
  arrive(id) {
    document.querySelector('.finding.here')?.classList.remove('here');
    const place = id && this.page.reach(id);
    if (!place) return;
    if (place.matches('.finding')) {
      place.classList.add('here');
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }
    place.scrollIntoView();
  }

  pressed(button) {
    if (button?.name === 'severity') {
      const chosen = new Set(this.wanted.severity);
      if (!chosen.delete(button.value)) chosen.add(button.value);
      this.go({ ...this.wanted, severity: SEVERITIES.filter((name) => chosen.has(name)), at: '' });
    } else if (button === this.clear) {
      this.go(nothingWanted());
      this.text.focus();
    }
  }

  changed() {
    const wanted = { ...this.wanted, at: '' };
    for (const name of CHOICES) wanted[name] = this.choices[name].value;
    for (const box of this.boxes) wanted[box.name] = box.checked;
    if (!isSame(wanted, this.wanted)) this.go(wanted);
  }

  // Each word is shown at once; "back" leads to what was there before the first of them.
  typed() {
    const wanted = { ...this.wanted, text: this.text.value.trim(), at: '' };
    const isBegun = Boolean(this.wanted.text) && Boolean(wanted.text);
    this.show(wanted);
    clearTimeout(this.typing);
    if (isBegun) this.typing = setTimeout(() => this.write({ instead: true }), 200);
    else this.write();
  }

  go(wanted) {
    clearTimeout(this.typing);
    this.show(wanted);
    this.write();
  }

  write({ instead = false } = {}) {
    this.written = fragmentOf(this.wanted);
    if (instead) location.replace(`#${this.written}`);
    else location.hash = this.written;
  }

  // A link to a finding keeps the filters; a link to any other place ends them.
  linked(event) {
    const link = event.target.closest('.finding a[href^="#f-"]');
    if (!link || !isFiltered(this.wanted) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.hash = fragmentOf({ ...this.wanted, at: link.hash.slice(1) });
  }
}

function mirrorChoice(choice, wanted, counts) {
  if (wanted && ![...choice.options].some((one) => one.value === wanted)) choice.append(new Option(wanted, wanted));
  for (const option of choice.options) {
    if (option.value) option.textContent = `${option.value} (${(counts.get(option.value) ?? 0).toLocaleString('en')})`;
  }
  choice.value = wanted;
}

function linkMatrix() {
  for (const link of document.querySelectorAll('.matrix a[data-group]')) {
    if (document.getElementById(link.dataset.group)) link.setAttribute('href', `#${link.dataset.group}`);
  }
}

function start() {
  document.documentElement.classList.add('scripted');
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button.copy');
    if (button) copy(button);
  });
  const data = document.getElementById('data');
  if (!data) return;
  new Filters(new Page(JSON.parse(data.textContent))).start();
  linkMatrix();
}

start();
