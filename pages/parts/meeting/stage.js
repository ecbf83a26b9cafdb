// The meeting over the whole window, outside Streamlit's root: it stays whatever happens to the server or the page below. Turning a
// page moves a class from one slide to another and asks nobody.
const stage = window.meeting = window.meeting || { number: "", deck: 0, page: 0, open: false, say: () => {} }
const part = (name) => stage.root.querySelector(name)
const parts = (name, of = stage.root) => [...of.querySelectorAll(name)]
const slides = () => parts(".slide", stage.decks[stage.deck])
const between = (number, most) => Math.max(0, Math.min(number, most))

// Takes what the server holds; the same meeting stays as it is in the browser, whatever the server has by now.
const take = (data, say) => {
  stage.say = say
  const drawn = data.blocks.find(([name]) => name === "stage")[2]
  if (data.number !== stage.number && data.number) raise(data.number, drawn)
  if (data.number && data.slide && (!stage.open || stage.begun)) enter(data.slide)
  else if (stage.begun) leave() // no page is said: it waits behind the agenda
  if (data.number) stage.back?.remove()
  stage.begun = false
}

const raise = (number, drawn) => {
  if (!stage.box) {
    stage.box = document.createElement("div")
    stage.box.id = "meeting"
    stage.box.attachShadow({ mode: "open" }).adoptedStyleSheets = [new CSSStyleSheet()]
    document.body.append(stage.box)
  }
  const shadow = stage.box.shadowRoot
  shadow.adoptedStyleSheets[0].replaceSync(STYLE)
  shadow.innerHTML = drawn
  Object.assign(stage, { number, deck: 0, page: 0, begun: true, root: shadow.firstElementChild })
  stage.decks = parts(".deck")
  stage.box.hidden = !stage.open
  listen()
  tell()
}

const enter = (slide) => {
  const [code, page] = (slide ? kept(slide) : "").split(".")
  const deck = stage.decks.findIndex((one) => one.dataset.code === code)
  stage.open = true
  stage.back?.remove()
  document.documentElement.dataset.meeting = "on"
  still(true)
  stage.box.hidden = false
  fit()
  show(deck < 0 ? stage.deck : deck, deck < 0 ? stage.page : Math.trunc(page) - 1 || 0)
  if (!address()) write(`${stage.decks[stage.deck].dataset.code}.${stage.page + 1}`)
  keep()
  stage.address = location.href.replace(/&why=[^&]*/, "")
  focus()
}
// Gone from the screen, not from the browser. away: the page below went to another address.
const leave = (away) => {
  if (!stage.open) return
  stage.open = false
  delete document.documentElement.dataset.meeting
  still(false)
  stage.box.hidden = true
  if (away) return offer()
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
  write("")
}
// On another page of the program: the way back to the slide.
const offer = () => {
  stage.back = stage.back || Object.assign(document.createElement("button"), { id: "to-meeting", type: "button", onclick: () => {
    history.pushState({}, "", stage.address)
    dispatchEvent(new PopStateEvent("popstate"))
  } })
  stage.back.textContent = `回到会议（${stage.decks[stage.deck].dataset.name} 第${stage.page + 1}页）`
  document.body.append(stage.back)
}
// What lies below is reached by nobody meanwhile.
const still = (on) => {
  for (const below of document.querySelectorAll("[data-testid=stMain], [data-testid=stHeader]"))
    below.inert = on || document.documentElement.dataset.server === "gone"
}
const focus = () => stage.root.focus({ preventScroll: true })

const show = (deck, page) => {
  shut()
  part(".slide.now")?.classList.remove("now")
  stage.deck = between(deck, stage.decks.length - 1)
  const all = slides()
  stage.page = between(page, all.length - 1)
  const now = all[stage.page]
  now.classList.add("now")
  part(".at").textContent = `${stage.page + 1} / ${all.length}`
  part(".at").setAttribute("aria-label", `第${stage.page + 1}页，共${all.length}页：${now.dataset.title}`)
  part(".where").textContent = stage.decks[stage.deck].dataset.name
  part("[data-do=doors]").disabled = !now.querySelector(".doors")
  keep()
}
const turn = (by) => show(stage.deck, stage.page + by)
// Where the meeting is, for a reload: in the tab's own store. The address says that it is on, and stays as it is at a turn: for a
// new one the browser would fetch the page's icon again.
const address = () => new URL(location.href).searchParams.get("slide")
const keep = () => sessionStorage.setItem("meeting", JSON.stringify(
  [stage.number, address(), `${stage.decks[stage.deck].dataset.code}.${stage.page + 1}`]))
const kept = (slide) => {
  const [number, from, at] = JSON.parse(sessionStorage.getItem("meeting") || "[]")
  return number === stage.number && from === slide ? at : slide
}
const write = (slide) => {
  const next = new URL(location.href)
  slide ? next.searchParams.set("slide", slide) : next.searchParams.delete("slide")
  if (slide) next.searchParams.set("meeting", stage.number)
  if (next.href !== location.href) history.replaceState(history.state, "", next.href)
}

// Letters get smaller, a little, where a page would not hold all; on a narrow screen a page is scrolled instead.
const fit = () => {
  let tight = parts(".slide")
  for (const slide of tight) slide.style.removeProperty("--fit")
  if (innerWidth <= 720) return
  for (let size = 0.94; tight.length && size > 0.55; size -= 0.06) {
    tight = tight.filter((slide) => [slide, ...parts(".body, .pictures, .said, .scroll", slide)]
      .some((box) => box.scrollHeight > box.clientHeight + 4 || box.scrollWidth > box.clientWidth + 4))
    for (const slide of tight) slide.style.setProperty("--fit", size)
  }
}

const tell = () => {
  const gone = document.documentElement.dataset.server === "gone"
  if (stage.root) part(".cut").textContent = gone ? "▲ 与服务器的连接断了，照样可以翻页" : ""
  // Streamlit's own dialog about it, which is not shown, would take what lies beside it out of reach.
  if (stage.box?.inert && !dialog()) stage.box.inert = false
}
const dialog = () => [...document.querySelectorAll("[role=dialog], dialog[open]")].some((one) => one.getClientRects().length)
const clock = () => {
  const now = new Date(), two = (number) => String(number).padStart(2, "0")
  if (stage.root) part("time").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`
}
