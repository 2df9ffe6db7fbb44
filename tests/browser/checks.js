// What must not stand on any page. Defines `checks`; each function returns the faults it finds, as strings.
(() => {
  const SKIPPED = 'script, style, noscript, template';
  const shows = (node) =>
    node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true });
  const spot = (node) => {
    const mark = node.closest('[class*=st-key-], [data-testid]');
    const key = mark && ([...mark.classList].find((one) => one.startsWith('st-key-')) || mark.dataset.testid);
    return `${node.tagName.toLowerCase()} in ${key}`;
  };

  // [place, text] of every text a reader sees: text, what stands in boxes, hints in boxes, descriptions of pictures.
  function* said() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, around = node.parentElement, text = node.data.trim();
      if (!text || around.closest(SKIPPED) || !shows(around)) continue;
      if (getComputedStyle(around).fontSize === '0px') continue; // replaced by a wording of ours
      if (/Symbols|Material/.test(getComputedStyle(around).fontFamily)) continue; // the name of an icon, drawn as the icon
      yield [spot(around), text];
    }
    for (const box of document.querySelectorAll('input, textarea')) {
      if (!shows(box) || ['radio', 'checkbox', 'file'].includes(box.type)) continue;
      if (box.value.trim()) yield [spot(box), box.value.trim()];
      else if (box.placeholder) yield [spot(box), box.placeholder];
    }
    for (const picture of document.querySelectorAll('[alt], main [title]')) {
      if (shows(picture)) yield [spot(picture), picture.getAttribute('alt') || picture.getAttribute('title') || ''];
    }
  }

  // Faults: what a pattern finds in the texts, once what people typed themselves is taken out.
  const matches = (pattern, typed = [], allowed = () => false) => {
    const found = new Set();
    for (const [place, text] of said()) {
      let rest = text;
      for (const one of typed) rest = rest.split(one).join(' ');
      for (const [word] of rest.matchAll(pattern)) {
        if (!allowed(word)) found.add(`${word} | ${place} | ${text.slice(0, 70)}`);
      }
    }
    return [...found];
  };

  const LATIN = /(?<![0-9A-Za-z])[A-Za-z][A-Za-z'_-]*[A-Za-z](?:\d+(?:-\d+)?)?/g;
  const KNOWN = new Set(['JSON', 'CSV', 'Excel', 'Word', 'YAML', 'xlsx', 'English']);
  const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+/g;
  const MACHINE =
    /\b(?:app|nav|common|start|city|assess|results|trace|compare|rubric|reports|incoming|charts|workshop|board)\.[a-z][a-z_]*\b|\b(?:None|nan|NaN|inf|undefined|null|True|False)\b|\{[a-z_]*\}|\b[a-z]+_[a-z_]+\b|Traceback|<[a-z/][^>]*>/g;

  window.checks = {
    texts: () => [...said()],
    english: (typed) => matches(LATIN, typed, (word) => KNOWN.has(word) || /^[A-Z]{1,3}\d/.test(word)),
    chinese: (typed) => matches(CJK, typed, (word) => word === '中文'),
    raw: (ids, typed) => {
      const names = ids.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
      return [...matches(MACHINE, typed), ...matches(new RegExp(`(?<![\\w-])(?:${names})(?![\\w-]|\\.\\d)`, 'g'), typed)];
    },
    sideways: (within = '[data-testid=stMain]') => {
      const root = document.documentElement, found = [];
      if (root.scrollWidth > innerWidth) found.push(`the page: ${root.scrollWidth} > ${innerWidth}`);
      for (const node of document.querySelectorAll(`${within}, ${within} *`)) {
        if (node.closest('svg, input, textarea') || !shows(node)) continue; // a box of one line holds what was typed, however long
        const style = getComputedStyle(node);
        if (style.display.startsWith('inline') && style.display !== 'inline-block') continue;
        if (node.clientWidth <= 1 || node.scrollWidth <= node.clientWidth + 1) continue;
        found.push(`${node.tagName} ${spot(node)} ${node.scrollWidth} > ${node.clientWidth}: ${node.innerText?.slice(0, 40)}`);
      }
      return found;
    },
    injected: () =>
      [...document.querySelectorAll('*')]
        .filter((node) =>
          [...node.attributes].some((one) => /^on/.test(one.name) || /^\s*javascript:/i.test(one.value) || /pwn/.test(one.name))
          || (['SCRIPT', 'IFRAME', 'IMG', 'OBJECT', 'EMBED', 'A', 'FORM', 'STYLE', 'SVG', 'LINK', 'META', 'BASE', 'VIDEO', 'MARQUEE'].includes(node.tagName.toUpperCase())
            && !node.getAttribute('href')?.startsWith('#') // Streamlit's link to a heading
            && /pwn/.test(node.outerHTML.split('>')[0] + (/SCRIPT|STYLE/.test(node.tagName) ? node.textContent : ''))))
        .map((node) => node.outerHTML.slice(0, 120)),
  };
})();
