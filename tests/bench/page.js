// Put into every page before its own scripts. bench.click() clicks and tells when what followed was painted.
(() => {
  const QUIET = 300, PATIENCE = 20000
  const roots = [document]
  let changed = 0      // when the DOM last changed
  let drawn = 0        // the animation frame after a board's content (not a mark or a state of it) last changed
  let painted = 0      // the animation frame after that
  let frame = 0
  let onFrame = null

  // What a screen reader is told, and that a drawing is not confirmed yet, is seen by nobody.
  const unseen = ({ target, attributeName }) => (target.parentElement || target).id === "spoken" || target.id === "spoken" || attributeName === "data-ahead"
    || target === document.body && document.body.lastElementChild?.id === "spoken"
  const inBoard = ({ type, target }) => type !== "attributes" && (target.parentElement || target).closest?.(".board, [data-testid=stMetric], [data-testid=stVegaLiteChart]")
  let content = false
  const observer = new MutationObserver((changes) => {
    const seen = changes.filter((change) => !unseen(change))
    if (!seen.length) return
    content = content || seen.some(inBoard)
    changed = performance.now()
    if (!frame) frame = requestAnimationFrame(() => {
      frame = 0
      painted = performance.now()
      if (content) drawn = painted
      content = false
      if (onFrame) onFrame()
    })
  })
  const everything = { subtree: true, childList: true, attributes: true, characterData: true }
  observer.observe(document, everything)

  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options)
    roots.push(root)
    observer.observe(root, everything)
    return root
  }

  const every = (selector) => roots.filter((root) => root === document || root.host.isConnected)
    .flatMap((root) => [...root.querySelectorAll(selector)])
  const find = (selector) => every(selector)[0]
  const text = (selector) => find(selector)?.textContent
  // Streamlit tells; a peer has no such word, and is idle when nothing changes.
  const idle = () => !document.getElementById("root") || document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  const confirmed = () => !("ahead" in document.documentElement.dataset)
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

  window.bench = {
    // Clicks the option; milliseconds until the number had changed, until everything in the boards stood as it stayed, and until
    // the last change of anything was painted.
    async click(options, index, number) {
      if (document.querySelector("canvas")) throw new Error("a canvas is redrawn without a change that is seen here")
      const before = text(number)
      let numberAt = null
      onFrame = () => { if (numberAt === null && text(number) !== before) numberAt = painted }
      const start = changed = performance.now()
      every(options)[index].click()
      for (;;) {
        await sleep(50)
        const now = performance.now()
        if (numberAt !== null && idle() && confirmed() && !frame && now - changed > QUIET) break
        if (now - start > PATIENCE) {
          throw new Error(`after ${PATIENCE} ms: number ${before} -> ${text(number)}, idle ${idle()}`)
        }
      }
      onFrame = null
      return { number: numberAt - start, painted: drawn - start, all: painted - start }
    },
    // Milliseconds from the start of the navigation until the last change was painted.
    painted: () => painted,
    settled: (number) => Boolean(find(number)) && idle() && performance.now() - changed > QUIET,
  }
})()
