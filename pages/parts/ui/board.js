// Sent in the page's head. Draws the blocks that have changed, and sends a click (or Enter) on anything with data-pick to Python.
// What each block holds is kept by its address, MOST letters of them all: the server sends it once.
const MOST = 6e6, TYPED = 250, SPELLED = 600
const contents = new Map()
let letters = 0
const hold = (address, html) => {
  letters += html.length - (contents.get(address) || "").length
  contents.delete(address)
  contents.set(address, html)
  for (const [oldest, held] of contents) {
    if (letters <= MOST) break
    contents.delete(oldest)
    letters -= held.length
  }
}
const held = (address) => {
  const html = contents.get(address)
  if (html !== undefined) hold(address, html)  // used last
  return html
}

window.drawBoard = ({ data: sent, parentElement, setTriggerValue }) => {
  const data = JSON.parse(new TextDecoder().decode(sent))
  const root = parentElement.querySelector(".board"), was = places.get(data.key)
  const place = was && was.root === root ? was : { root }
  if (root.getRootNode() instanceof ShadowRoot) dress(root.getRootNode())
  for (const [, address, html] of data.blocks) if (html !== null) hold(address, html)
  for (const [key, { root: left }] of places) if (!left.isConnected) places.delete(key)
  places.set(data.key, Object.assign(place, { said: data, send: setTriggerValue }))
  root.onclick = (event) => {
    const picked = event.target.closest("[data-pick]")
    if (picked) click(place, picked.dataset.pick)
  }
  root.onchange = ({ target }) => target.matches("select[data-choice]") && choose(place, target)
  root.oninput = ({ target }) => {
    if (!target.matches("input[data-choice]")) return
    clearTimeout(target.later)
    target.later = setTimeout(() => choose(place, target), TYPED)
  }
  // A button answers these keys by itself; a polygon of the map does not.
  root.onkeydown = (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("path[data-pick]")) {
      event.preventDefault()
      root.onclick(event)
    }
    if (!event.target.matches("select[data-picks]")) return
    // An arrow would lead to one place after another.
    if (/^Arrow(Up|Down)$/.test(event.key) && event.target.showPicker) {
      event.preventDefault()
      event.target.showPicker()
    } else if (/^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      spell(place, event.target, event.key.toLowerCase())
    }
  }
  if (data.keep) // goes along with the websocket alone
    document.cookie = `jinguo_seen=${data.keep}; path=/_stcore; max-age=31536000; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`
  take(place)
}

// What was chosen in a list or typed, as shell/picks.py writes it; a list of places holds picks.
const choose = (place, control) => {
  control.later = 0
  const value = encodeURIComponent(control.value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  click(place, "picks" in control.dataset ? control.value : `choose:${control.dataset.choice}:${value}`)
  control.sent = clicks
}
// Letters lead to the place whose pinyin begins so, one letter to the next such place; where they pause it is chosen.
const spell = (place, list, letter) => {
  const options = [...list.options]
  list.spelled = list.later ? list.spelled + letter : letter
  if (!list.later) list.from = list.value
  const at = list.selectedIndex + (list.spelled.length === 1)
  const found = [...options.slice(at), ...options.slice(0, at)].find(({ dataset }) => dataset.read.split(" ").some((one) => one.startsWith(list.spelled)))
  if (found) list.value = found.value
  clearTimeout(list.later)
  list.later = setTimeout(() => {
    if (list.value !== list.from) return choose(place, list)
    list.later = 0
  }, SPELLED)
}
// What the server says that a control holds counts once it has heard what was chosen there last.
const hold_values = (root, { values, heard }) => {
  for (const control of root.querySelectorAll("[data-choice]")) {
    const value = values[control.dataset.choice] || ""
    if (control.tagName !== "BUTTON") {
      if (!control.later && !(control.sent > heard) && control.value !== value) control.value = value
      continue
    }
    const chosen = control.dataset.value === value
    control.classList.toggle("chosen", chosen)
    if (control.getAttribute("aria-checked") !== String(chosen)) control.setAttribute("aria-checked", chosen)
  }
}
addEventListener("lost", () => {
  for (const [, place] of places) if (place.said.values) {
    place.root.querySelectorAll("[data-choice]").forEach((control) => { control.sent = 0 })
    hold_values(place.root, place.said)
  }
})

const draw = (place, data) => {
  const { root } = place, around = root.getRootNode()
  place.shown = data
  const focused = around.activeElement?.dataset.pick
  const names = data.blocks.map(([name]) => name).join(" ")
  if (root.dataset.names !== names) {
    root.replaceChildren(...data.blocks.map(([name]) => {
      const block = document.createElement("div")
      block.className = `block at-${name}`
      return block
    }))
    root.dataset.names = names
  }
  data.blocks.forEach(([, address, html], index) => {
    const block = root.children[index]
    if (block.dataset.address === address) return
    const content = html !== null ? html : held(address)
    if (content === undefined) return place.send("lacking", true)
    block.innerHTML = content
    block.dataset.address = address
  })
  for (const [name, text] of Object.entries(data.texts))
    root.querySelectorAll(`[data-text="${name}"]`).forEach((place) => { if (place.textContent !== text) place.textContent = text })
  if (data.values) hold_values(root, data)
  for (const marked of root.querySelectorAll("[data-mark]")) {
    const chosen = marked.dataset.mark === data.mark, moves = chosen && !marked.classList.contains("chosen")
    if (chosen !== marked.classList.contains("chosen")) marked.classList.toggle("chosen", chosen)
    if (marked.getAttribute("role") === "radio" && marked.getAttribute("aria-checked") !== String(chosen)) marked.setAttribute("aria-checked", chosen)
    // Drawn last, a polygon's outline is whole.
    if (moves && marked.tagName === "path") marked.parentNode.append(marked)
  }
  // What was drawn anew or moved to the end has lost the focus.
  const active = around.activeElement
  if (focused && (!active || active === document.body)) root.querySelector(`[data-pick="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  root.toggleAttribute("data-tables", !!data.tables)
  carry(root)
}
// Whether all that the server has said is drawn: a board takes a moment.
window.pageIsDrawn = () => {
  const app = document.querySelector("[data-testid=stApp]")
  const boards = [...document.querySelectorAll("[data-testid^=stBidiComponent]")].map((host) => (host.shadowRoot || host).querySelector(".board"))
  return !!app && app.dataset.testScriptState === "notRunning" && boards.every((board) => board && board.childElementCount) &&
    !!document.querySelector("[data-testid=stElementContainer]") && !document.querySelector("[data-testid=stSkeleton]")
}
const told = () => [...places.values()].filter(({ root }) => root.isConnected).map(({ said }) => said)
window.isOnPaper = (number) => told().every(({ paper }) => paper === number)
window.isExact = () => told().some(({ exact }) => exact)
