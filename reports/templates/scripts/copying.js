// "Copy" beside a remedy. A page that was opened from a file, or without TLS, may have no clipboard of the newer kind.

const SAID_FOR = 2000; // ms

async function copy(button) {
  const source = button.parentElement.querySelector('span');
  const copied = await toClipboard(source.textContent);
  if (!copied) getSelection().selectAllChildren(source);
  const word = copied ? 'Copied' : 'Selected';
  button.textContent = word;
  say(copied ? 'Copied' : 'This browser does not let the page copy: the remedy is selected instead');
  setTimeout(() => {
    button.textContent = 'Copy';
    say('');
  }, SAID_FOR);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return byCommand(text);
    throw error;
  }
}

function byCommand(text) {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.className = 'unseen';
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

function say(text) {
  const place = document.getElementById('said');
  if (place) place.textContent = text;
}
