// The address's fragment holds what is shown, for every part of the page: a place alone ("f-…", "g-…", "matrix"),
// or keys and values ("severity=high&sides=dev..production&at=f-…"). Each part has keys of its own and leaves the others'.

const ALL = 'all'; // a fragment of nothing would scroll to the top

const fragment = {
  get: (key) => keysOf(location.hash.slice(1)).get(key) ?? '',

  // Without a step in the history; '' takes the key out.
  set(key, value) {
    const keys = keysOf(location.hash.slice(1));
    if (value) keys.set(key, value);
    else keys.delete(key);
    try {
      history.replaceState(null, '', `#${textOf(keys)}`);
    } catch (error) {
      // Safari allows 100 in 30 s; the address lags behind what is shown until the next one.
      if (error.name !== 'SecurityError') throw error;
    }
  },

  // Text of the keys given, with those that others have in the address.
  beside(keys, own) {
    const all = new URLSearchParams(keys);
    for (const [key, value] of keysOf(location.hash.slice(1))) if (!own.includes(key)) all.set(key, value);
    return textOf(all);
  },
};

function keysOf(text) {
  if (text.includes('=')) return new URLSearchParams(text);
  const place = decoded(text);
  return new URLSearchParams(place && place !== ALL ? { at: place } : {});
}

function textOf(keys) {
  if (!keys.size) return ALL;
  if (keys.size === 1 && keys.has('at')) return keys.get('at');
  const place = keys.get('at');
  const others = new URLSearchParams(keys);
  others.delete('at');
  if (place) others.set('at', place);
  return others.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
