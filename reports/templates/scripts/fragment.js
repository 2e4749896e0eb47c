/* The page's state in its address, so that a link shows what its sender saw: #f-1a2b&severity=high&sides=dev..production

   For every script: `fragment.get(key)` is the value, "" where there is none; `fragment.set(key, value)` writes it and
   leaves the other keys, "" takes the key out; `fragment.step(pairs)` does that for several keys and leaves the place, as one
   step of the browser's "back"; `fragment.anchor` is the id of the place that the address names, or "".
   A link to a place (#g-1a2b) keeps the state. Where somebody changes the address there is a "hashchange", and by the
   time that others hear of it the new state can be read.

   All files of this folder become one module, in the order of their names: those of the findings share their names,
   any other keeps its own in a block, { … }, and does its work at "DOMContentLoaded", when all of them have been read. */

const fragment = (() => {
  const state = new Map();
  let anchor = "";
  let shown = "";

  const written = () => {
    const pairs = [...state].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    return [anchor, ...pairs].filter(Boolean).join("&");
  };

  const write = (step = false) => {
    try {
      if (step) history.pushState({ written: true }, "", `#${written()}`);
      else history.replaceState({ written: true }, "", `#${written()}`);
    } catch (error) {
      // Safari allows 100 in 30 s: the state is kept, and the next change writes all of it.
      if (error.name !== "SecurityError") throw error;
    }
  };

  const setAll = (pairs) => {
    for (const [key, value] of Object.entries(pairs)) {
      if (value) state.set(key, value);
      else state.delete(key);
    }
  };

  /* What a link leads to keeps the state; "back" has the state of its time. */
  const read = () => {
    const parts = location.hash.slice(1).split("&");
    const pairs = parts.filter((part) => part.includes("="));
    anchor = parts[0].includes("=") ? "" : parts[0];
    if (!anchor || pairs.length || history.state) state.clear();
    for (const [key, value] of new URLSearchParams(pairs.join("&"))) state.set(key, value);
  };

  /* A browser goes to a place, and marks it, only where its name is the whole fragment. */
  const go = () => {
    if (!anchor || !state.size) return;
    if (location.hash !== `#${anchor}` && anchor !== shown) location.replace(`#${anchor}`);
    shown = anchor;
    write();
  };

  read();
  if (!history.state) history.replaceState({ written: true }, "");
  addEventListener("load", go); // what other scripts have made by now is there
  addEventListener("hashchange", () => {
    read();
    go();
  });

  return {
    get anchor() {
      return anchor;
    },
    get: (key) => state.get(key) ?? "",
    set: (key, value) => {
      setAll({ [key]: value });
      write();
    },
    step: (pairs) => {
      setAll(pairs);
      anchor = "";
      write(true);
    },
  };
})();

globalThis.fragment = fragment; // for a console
