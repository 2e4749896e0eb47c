// What the filters want, as keys of the address's fragment.

const CHOICES = ['environment', 'service', 'kind', 'rule'];
const OWN = ['severity', ...CHOICES, 'text', 'new', 'hidden', 'at'];

function nothingWanted() {
  return { severity: [], environment: '', service: '', kind: '', rule: '', text: '', new: false, hidden: false, at: '' };
}

function wantedOf(text) {
  const wanted = nothingWanted();
  const read = keysOf(text);
  wanted.severity = SEVERITIES.filter((name) => (read.get('severity') ?? '').split(',').includes(name));
  for (const name of [...CHOICES, 'text', 'at']) wanted[name] = read.get(name) ?? '';
  for (const name of ['new', 'hidden']) wanted[name] = read.get(name) === 'yes';
  return wanted;
}

function keysWanted(wanted) {
  const keys = new URLSearchParams();
  if (wanted.severity.length) keys.set('severity', wanted.severity.join(','));
  for (const name of [...CHOICES, 'text']) if (wanted[name]) keys.set(name, wanted[name]);
  for (const name of ['new', 'hidden']) if (wanted[name]) keys.set(name, 'yes');
  if (wanted.at) keys.set('at', wanted.at);
  return keys;
}

function isSame(one, other) {
  return String(keysWanted(one)) === String(keysWanted(other));
}

function isFiltered(wanted) {
  return keysWanted({ ...wanted, at: '' }).size > 0;
}

// With what other parts of the page have in the address.
function fragmentOf(wanted) {
  return fragment.beside(keysWanted(wanted), OWN);
}
