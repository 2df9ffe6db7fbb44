(() => {
  if (window.assessKeys) return;
  window.assessKeys = true;
  const PAUSE = 800, GIVE_UP = 10000, SENT = 100;
  let left = null, since = 0, refused = -Infinity, words = '', notice = null;
  const shown = () => document.querySelector('.a-where[data-run]');
  const button = (item, name) => document.querySelector(`.st-key-assess-${item}-${name} button:not(:disabled)`);
  const rests = (here) => here && button(here.dataset.item, 'insufficient_evidence')
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning';
  const typing = (at) => at.closest?.('input, textarea, select, [contenteditable=true]');
  const moving = (here, now) => {
    if (left !== null && (now - since > GIVE_UP || (rests(here) && here.dataset.run !== left))) left = null;
    return left !== null;
  };
  const tell = () => {
    notice?.remove();
    notice = document.createElement('div');
    notice.className = 'a-notice';
    notice.setAttribute('role', 'alert');
    notice.textContent = words;
    document.body.append(notice);
    const mine = notice;
    setTimeout(() => mine.remove(), 6000);
  };
  const refuse = (event, now) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    refused = now;
    tell();
  };
  const leave = (here, now) => { [left, since, words] = [here.dataset.run, now, here.dataset.words]; };
  // A key meant for an indicator that is not there yet must not be taken for another one, nor may those that follow it.
  addEventListener('keydown', (event) => {
    const key = event.key.toLowerCase();
    if (!/^[0-9enpux]$/.test(key) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const here = shown(), now = performance.now();
    if (moving(here, now) || now - refused < PAUSE) return refuse(event, now);
    if (!here) return;
    const name = { n: 'next', p: 'previous', u: 'undo' }[key];
    const pressed = name ? document.querySelector(`.st-key-assess-${name} button:not(:disabled)`)
      : here.dataset.advance && key !== 'x' && button(here.dataset.item, key === 'e' ? 'insufficient_evidence' : key);
    if (pressed) leave(here, now);
  }, true);
  // What stands in a text box is sent a moment after one leaves it, and would call a page left meanwhile back.
  let written = -Infinity;
  addEventListener('focusout', (event) => { if (typing(event.target)) written = performance.now(); }, true);
  addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-testid=stSidebarNavLink], [data-testid^=stPageLink]');
    if (!link || performance.now() - written > SENT || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => link.click(), SENT + 20);
  }, true);
  addEventListener('click', (event) => {
    const here = shown(), now = performance.now();
    if (!here?.dataset.advance || !event.target.closest?.('.st-key-assess_scale button')) return;
    if (event.detail > 1 || moving(here, now)) return refuse(event, now);
    const pressed = event.target.closest('[class*=st-key-assess-]').className;
    if (/st-key-assess-\S+-(\d|insufficient_evidence)\b/.test(pressed)) leave(here, now);
  }, true);
})();
