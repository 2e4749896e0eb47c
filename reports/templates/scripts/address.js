// The address's fragment: either a place in the page ("f-…", "g-…", "matrix"), or what is shown ("severity=high&text=openssl&at=f-…").

const ALL = 'all'; // a fragment of nothing would scroll to the top
const CHOICES = ['environment', 'service', 'kind', 'rule'];

function nothingWanted() {
  return { severity: [], environment: '', service: '', kind: '', rule: '', text: '', new: false, hidden: false, at: '' };
}

function wantedOf(fragment) {
  const wanted = nothingWanted();
  if (!fragment.includes('=')) {
    wanted.at = decoded(fragment);
    return wanted;
  }
  const read = new URLSearchParams(fragment);
  wanted.severity = SEVERITIES.filter((name) => (read.get('severity') ?? '').split(',').includes(name));
  for (const name of [...CHOICES, 'text', 'at']) wanted[name] = read.get(name) ?? '';
  for (const name of ['new', 'hidden']) wanted[name] = read.get(name) === 'yes';
  return wanted;
}

function decoded(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch (error) {
    if (error instanceof URIError) return fragment;
    throw error;
  }
}

function fragmentOf(wanted) {
  const written = new URLSearchParams();
  if (wanted.severity.length) written.set('severity', wanted.severity.join(','));
  for (const name of [...CHOICES, 'text']) if (wanted[name]) written.set(name, wanted[name]);
  for (const name of ['new', 'hidden']) if (wanted[name]) written.set(name, 'yes');
  if (!written.size) return wanted.at || ALL;
  if (wanted.at) written.set('at', wanted.at);
  return written.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
}

function isFiltered(wanted) {
  return fragmentOf({ ...wanted, at: '' }) !== ALL;
}
