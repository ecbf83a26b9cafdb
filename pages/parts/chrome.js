// The scope is written into the URL right after a page opens. Replacing that first, bare entry keeps the back button at
// one press a step.
if (!window.jinguoHistory) {
  window.jinguoHistory = true
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const next = new URL(url, location.href)
    if (next.pathname === location.pathname && !location.search && next.search) history.replaceState(state, title, url)
    else push(state, title, url)
  }
}
