"""Scripts that a test runs inside a page: touch everything there is, and look for what could run."""

POKE = """
() => {
  const kinds = [
    'mouseover', 'mouseenter', 'mousemove', 'pointerover', 'pointerenter', 'focus', 'focusin', 'input', 'beforeinput', 'change',
    'wheel', 'copy', 'paste', 'keydown', 'animationstart', 'animationend', 'transitionend', 'toggle', 'slotchange', 'invalid',
  ];
  const touch = (root) => {
    for (const one of root.querySelectorAll('*')) {
      for (const kind of kinds) one.dispatchEvent(new Event(kind));
      if (one.tagName === 'DETAILS') one.open = true;
      if (one.shadowRoot) touch(one.shadowRoot);
    }
  };
  const frames = [document, ...[...document.querySelectorAll('iframe')].map((one) => one.contentDocument).filter(Boolean)];
  for (const one of frames) touch(one);
  return frames.length;
}
"""
"""Dispatch what a hand could cause, in the page and in its frames."""

CLICK = """
() => {
  const frames = [...document.querySelectorAll('iframe')].map((one) => one.contentDocument).filter(Boolean);
  for (const frame of frames) {
    for (const one of frame.querySelectorAll('body *')) {
      if (one.closest('a[href^="http"], a[href^="mailto"]')) continue;
      const address = one.getAttribute('href') || one.getAttributeNS('http://www.w3.org/1999/xlink', 'href') || '';
      if (address.startsWith('/')) continue;
      try {
        one.click ? one.click() : one.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
      } catch (_) { /* go on */ }
    }
  }
  return frames.length;
}
"""
"""Click what can be clicked in the frames; links that lead somewhere are left alone."""

SUSPECTS = r"""
(texts) => {
  const found = [];
  const roots = texts ? texts.map((text) => new DOMParser().parseFromString(text, 'text/html')) : [document];
  const runs = /^[\s\u0000-\u0020]*(javascript|data|vbscript)\s*:/i;
  const never = new Set(['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'STYLE', 'TEMPLATE', 'FRAME', 'APPLET', 'foreignObject', 'animate', 'set']);
  for (const one of roots.flatMap((root) => [...root.querySelectorAll('*')])) {
    if (never.has(one.tagName)) found.push(one.tagName);
    if (one.localName === 'script' && !(one.getAttribute('src') || '').startsWith('/static/')) found.push(one.outerHTML.slice(0, 80));
    if (one.localName === 'meta' && (one.httpEquiv || '').toLowerCase() === 'refresh') found.push(one.outerHTML);
    for (const {name, value} of one.attributes) {
      const handles = /^on/i.test(name) || ['style', 'srcdoc', 'srcset'].includes(name);
      const leads = /^(href|src|action|formaction|xlink:href|data|poster|ping)$/i.test(name) && runs.test(value);
      if (handles || leads) found.push(`${one.tagName} ${name}=${value}`.slice(0, 80));
    }
  }
  return found;
}
"""
"""Elements and attributes that could run something, whether they did or not, in the page or in these texts. Our own pages have none."""
