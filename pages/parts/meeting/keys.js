// Keys, remotes, fingers and the few buttons of the corner.
const shut = () => {
  let open = false
  for (const box of parts(".doors, .contents, .blank")) { open = open || !box.hidden; box.hidden = true }
  return open
}
const toggle = (box) => {
  const was = box.hidden
  shut()
  box.hidden = !was
  was && box.matches(".blank") === false ? (box.querySelector("button") || box).focus({ preventScroll: true }) : focus()
}
const contents = () => {
  part(".contents ol").replaceChildren(...slides().map((slide, at) => {
    const row = document.createElement("li"), button = document.createElement("button")
    Object.assign(button, { type: "button", textContent: slide.dataset.title })
    Object.assign(button.dataset, { page: at })
    button.setAttribute("aria-current", String(at === stage.page))
    row.append(button)
    return row
  }))
  toggle(part(".contents"))
}
const full = () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => {})
const escape = () => { if (!shut()) return leave(); focus() }
const DO = {
  next: () => turn(1), back: () => turn(-1), first: () => show(stage.deck, 0), last: () => show(stage.deck, Infinity),
  full, leave: () => leave(), escape, contents, blank: () => toggle(part(".blank")),
  doors: () => { const box = part(".slide.now .doors"); if (box) toggle(box) },
}
const BY_KEY = { ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next", ArrowLeft: "back", ArrowUp: "back",
  PageUp: "back", Backspace: "back", Home: "first", End: "last", Escape: "escape", ".": "blank" }
// By the place on the keyboard: with a Chinese input method on, the letter itself does not come.
const BY_CODE = { KeyF: "full", KeyB: "blank" }
const TURNS = new Set(["next", "back", "first", "last"])

// A region's number may have two digits and more: what cannot be the beginning of another is gone to at once.
let typed = "", waiting = 0
const digit = (figure) => {
  typed += figure
  clearTimeout(waiting)
  const most = stage.decks.length - 1, wanted = Number(typed), name = stage.decks[wanted]?.dataset.name
  part(".typed").textContent = name ? `${typed} ${name}` : most ? `没有第 ${typed} 个地区，共 ${most} 个` : "只有这一个地区的页"
  const go = () => {
    if (name) show(wanted, 0)
    typed = ""
    setTimeout(() => { if (!typed) part(".typed").textContent = "" }, name ? 600 : 2500)
  }
  !name || !wanted || wanted * 10 > most ? go() : waiting = setTimeout(go, 900)
}

const key = (event) => {
  if (!stage.open || event.ctrlKey || event.altKey || event.metaKey) return
  const target = event.composedPath()[0]
  if (dialog() || target.isContentEditable || target.matches?.("input, textarea, select")) return
  event.stopPropagation() // Streamlit has letters of its own
  if ((event.key === "Enter" || event.key === " ") && target.matches("button")) return
  const figure = /^(?:Digit|Numpad)(\d)$/.exec(event.code) || /^(\d)$/.exec(event.key)
  const does = BY_KEY[event.key] || BY_CODE[event.code]
  if (!figure && !does) return
  event.preventDefault()
  const dark = !part(".blank").hidden
  if (dark && (figure || TURNS.has(does))) return shut()
  if (figure && !event.repeat) digit(figure[1])
  if (does && !(event.repeat && !TURNS.has(does))) DO[does]()
}
const click = (event) => {
  const path = event.composedPath(), target = path[0]
  if (!stage.open || !path.includes(stage.root)) return
  const on = target.closest("[data-do], [data-deck], [data-page], [data-pick], [data-go]")
  if (!on) return target.closest(".doors, .contents") ? undefined : shut() && focus()
  if (on.dataset.do) DO[on.dataset.do]()
  else if (on.dataset.deck) show(Number(on.dataset.deck), 0)
  else if (on.dataset.page) show(stage.deck, Number(on.dataset.page))
  else {
    if (document.documentElement.dataset.server === "gone") return part(".typed").textContent = "连接断了，等连上再看"
    on.dataset.pick ? stage.say("pick", on.dataset.pick) : go(on.dataset.go)
  }
  // The remote's keys go to the slide, not to the button that was clicked last.
  if (event.detail && !["contents", "doors"].includes(on.dataset.do) && !on.dataset.pick) focus()
}
// To another page of the same program, region and month kept; Back comes back to this slide.
const go = (href) => {
  const next = new URL(href, location.href), here = new URLSearchParams(location.search)
  for (const name of ["region", "year", "month"]) if (here.has(name)) next.searchParams.set(name, here.get(name))
  leave(true)
  history.pushState({}, "", next.href)
  dispatchEvent(new PopStateEvent("popstate"))
}
let from = null
const touch = (event) => {
  const at = event.changedTouches[0]
  if (event.type === "touchstart") {
    const box = event.target.closest(".scroll, .doors, .contents"), moves = box && (!box.matches(".scroll") || box.scrollWidth > box.clientWidth + 4)
    return from = event.touches.length === 1 && !moves ? at : null
  }
  if (!from) return
  const across = at.clientX - from.clientX, down = at.clientY - from.clientY
  if (Math.abs(across) > 50 && Math.abs(across) > 1.5 * Math.abs(down)) part(".blank").hidden ? turn(across < 0 ? 1 : -1) : shut()
}
const listen = () => {
  for (const kind of ["touchstart", "touchend"]) stage.root.addEventListener(kind, touch, { passive: true })
  if (stage.listens) return
  stage.listens = true
  addEventListener("keydown", (event) => stage.key(event), true)
  // At the window: a dialog of Streamlit's, were it hidden, would keep clicks beside it from going further down.
  addEventListener("click", (event) => stage.click(event), true)
  addEventListener("resize", () => stage.open && requestAnimationFrame(() => stage.fit()))
  const watch = new MutationObserver(() => stage.tell())
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-server"] })
  watch.observe(stage.box, { attributes: true, attributeFilter: ["inert"] })
  setInterval(() => stage.clock(), 5000)
}
