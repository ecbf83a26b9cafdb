// Sent in the page's head. What is carried off the screen: a figure as a sentence, a chart or a panel as a picture or over the whole
// window, a table as a file. Everything has one ⋯, seen on hover and focus; board.js has its blocks given theirs when they are drawn.
const create = (name, given = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), given)
  made.append(...inside)
  return made
}
const FONT = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
const REFUSED = "这一页有确切的敏感数，不能从屏幕上直接带走。请用导出（可以勾选含敏感数，记入审计记录），或者先点页面最下面的“打印本页”，改为约数以后再取。"

const more = (name) => {
  const button = create("button", { className: "more", type: "button", title: "复制、存图片、放大、下载" })
  button.setAttribute("aria-label", "更多操作")
  button.setAttribute("aria-description", name)
  button.setAttribute("aria-haspopup", "menu")
  return button
}
const named = (box) => ((box.querySelector("h2, .name, .what, h3") || box).textContent || "").replace("›", "").trim().slice(0, 30)
// Of a page that is about data alone, which its badges tell. The bar, whose board brings them, may be drawn last.
const waiting = new Set()
window.carry = (root) => {
  if (root.getRootNode() instanceof ShadowRoot) waiting.add(root)
  if (!document.querySelector(".badges")) return
  const drawn = [...waiting].filter((one) => one.isConnected)
  waiting.clear()
  drawn.forEach(give)
}
const give = (root) => {
  const add = (box, into, name) => { if (!into.querySelector(":scope > .more")) into.append(more(name)) }
  for (const figure of root.querySelectorAll("[data-said], p.headline")) add(figure, figure, named(figure))
  for (const panel of root.querySelectorAll(".panel:has(table, .lines, .map, .signals, .plot) > .title")) add(panel, panel, named(panel))
  if (root.getRootNode().host.closest("[role=dialog]") && !root.matches("[data-tables]")) return
  for (const box of root.querySelectorAll(".block > .scroll:has(table), .block > .stack > .scroll:has(table)"))
    if (!box.previousElementSibling || !box.previousElementSibling.matches(".more")) box.before(more("表格"))
}

// To the files of a dialog's table, which come at its foot; what stands above them takes a moment to its full height.
const lead = (until, came = Infinity) => {
  const offer = document.querySelector("[role=dialog] [data-offer]"), now = performance.now()
  if (offer) {
    offer.scrollIntoView({ block: "center" })
    came = Math.min(came, now)
  }
  if (now < Math.min(until, came + 1500)) setTimeout(lead, 100, until, came)
}

// What the ⋯ belongs to, and what can be done with it.
const things = (button) => {
  const figure = button.closest("[data-said], p.headline"), title = button.closest(".chart-title")
  if (figure) return [["复制这句话", () => copy(said(figure), button)]]
  if (title) {
    const chart = [...title.closest("[data-testid=stVerticalBlock]").querySelectorAll("[data-testid=stVegaLiteChart] svg")]
      .find((svg) => title.compareDocumentPosition(svg) & Node.DOCUMENT_POSITION_FOLLOWING)
    return chart ? [["存图片", () => save(chart, title.textContent)], ["放大", () => enlarge(chart, title.textContent, button)]] : []
  }
  const panel = button.closest(".panel"), box = panel || button.nextElementSibling, block = button.closest(".block")
  const tables = [...block.querySelectorAll("table")], table = box.querySelector("table")
  const name = panel ? named(panel.querySelector(".title")) : document.title.split(" · ")[0]
  const file = () => {
    const asked = create("i")
    asked.dataset.pick = `table:${block.className.match(/at-(\S+)/)[1]}:${tables.indexOf(table)}`
    block.append(asked)
    asked.click()
    asked.remove()
    if (dialog) lead(performance.now() + 10000)
  }
  const dialog = block.getRootNode().host.closest("[role=dialog]")
  return [...(table && (!dialog || button.closest("[data-tables]")) ? [["下载 Excel、CSV", file]] : []),
    ...(panel ? [["存图片", () => save(panel, name)], ["放大", () => enlarge(panel, name, button)]] : [])]
}

const menu = create("div", { id: "carry", hidden: true })
menu.setAttribute("role", "menu")
let opener = null, openedAt = 0
const close = (back) => {
  if (menu.hidden) return
  menu.hidden = true
  opener.removeAttribute("aria-expanded")
  if (back) opener.focus({ preventScroll: true })
}
const open = (button) => {
  const rows = things(button)
  opener = button
  menu.replaceChildren(...rows.map(([words, act]) => {
    const item = create("button", { type: "button", textContent: words, onclick: () => {
      close(true)
      isExact() && words !== "放大" && !words.startsWith("下载") ? tell(REFUSED) : act()
    } })
    item.setAttribute("role", "menuitem")
    return item
  }))
  // A dialog keeps the focus inside itself.
  const inside = (button.getRootNode().host || button).closest("[role=dialog]") || document.body
  if (menu.parentNode !== inside) inside.append(menu)
  menu.hidden = false
  button.setAttribute("aria-expanded", "true")
  openedAt = button.getBoundingClientRect().top
  const at = button.getBoundingClientRect(), size = menu.getBoundingClientRect()
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`
  menu.style.top = `${at.bottom + size.height + 8 > innerHeight ? at.top - size.height : at.bottom + 2}px`
  menu.firstElementChild && menu.firstElementChild.focus({ preventScroll: true })
}
addEventListener("click", (event) => {
  const button = event.composedPath().find((part) => part.matches && part.matches(".more"))
  if (button) {
    event.stopPropagation()
    event.preventDefault()
    menu.hidden || opener !== button ? open(button) : close(true)
  } else if (!event.composedPath().includes(menu)) close(false)
}, true)
addEventListener("keydown", (event) => {
  if (menu.hidden) return
  const items = [...menu.children], at = items.indexOf(document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (to !== undefined) items[(to + items.length) % items.length].focus()
  else if (event.key === "Escape") close(true)
  else if (event.key === "Tab") return close(true)
  else return
  event.preventDefault()
  event.stopPropagation()
}, true)
addEventListener("scroll", () => {
  if (!menu.hidden && Math.abs(opener.getBoundingClientRect().top - openedAt) > 8) close(false)
}, true)

const note = create("div", { id: "carried" })
note.setAttribute("role", "status")
let fading = 0
const tell = (words) => {
  if (!note.isConnected) document.body.append(note)
  note.textContent = words
  clearTimeout(fading)
  fading = setTimeout(() => { note.textContent = "" }, 3000 + words.length * 60)
}

const said = (figure) => {
  const { month, demo } = titled(), words = figure.dataset.said || figure.textContent.trim()
  return `${demo ? `【${demo}】` : ""}${figure.dataset.said || words.startsWith("截至") || !month ? "" : `${month}，`}${words}`
}
// A page that came by http from another machine has no clipboard: then the old way, and where that is shut too, by hand.
const copy = (words, button) => {
  const byHand = () => {
    const text = create("textarea", { value: words, readOnly: true, rows: 4 })
    text.setAttribute("aria-label", "要复制的话")
    const dialog = modal("复制这句话", button, create("p", { textContent: "这句话已经选中，请按 Ctrl+C 复制。" }), text)
    text.select()
    if (document.execCommand("copy")) { dialog.close(); tell("已复制这句话") }
  }
  navigator.clipboard ? navigator.clipboard.writeText(words).then(() => tell("已复制这句话"), byHand) : byHand()
}

const modal = (name, button, ...inside) => {
  const shut = create("button", { type: "button", textContent: "关闭（Esc）", onclick: () => dialog.close() })
  const dialog = create("dialog", { className: "carry" }, create("header", {}, create("h2", { textContent: name }), shut), ...inside)
  dialog.setAttribute("aria-label", name)
  dialog.addEventListener("close", () => { dialog.remove(); button.focus({ preventScroll: true }) })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

// The thing as it stands, in a board of its own: without what is clicked, laid out as wide as on a wide screen.
const copyOf = (thing) => {
  const made = thing.cloneNode(true), board = create("div", { className: "board", lang: "zh-CN" }, made)
  made.querySelectorAll(".more, .hint").forEach((part) => part.remove())
  made.querySelectorAll("[data-pick], [tabindex]").forEach((part) => {
    part.removeAttribute("data-pick")
    part.setAttribute("tabindex", "-1")
  })
  made.querySelectorAll("details").forEach((part) => { part.open = true })  // a map is not shown without what it is made from
  board.style.display = "block"
  return board
}
const widthOf = (thing) => thing.matches("svg") ? thing.getBoundingClientRect().width : Math.max(thing.offsetWidth, 720)

const enlarge = (thing, name, button) => {
  const box = create("div", { className: "enlarged" }), board = copyOf(thing)
  const dialog = modal(name, button, box)
  dialog.classList.add("whole")
  dress(box.attachShadow({ mode: "open" }))
  board.style.width = `${widthOf(thing)}px`
  box.shadowRoot.append(board)
  const room = box.getBoundingClientRect()
  board.style.zoom = Math.min((room.width - 8) / board.offsetWidth, Math.max(1, (room.height - 8) / board.offsetHeight), 4)
}

const save = async (thing, name) => {
  const { title, month, demo, source } = titled(), who = (document.querySelector(".who b") || {}).parentElement
  const lines = [[title, month].filter(Boolean).join("，"), demo && `【${demo}】演示用的生成数据，不是真实统计`].filter(Boolean).join("　")
  const taken = who ? `${who.firstChild.textContent}${who.childNodes[1].textContent}，` : ""
  const below = `${source}；${taken}${new Date().toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}存图`
  const board = copyOf(thing), page = create("div", {}, create("h2", { textContent: name.trim() }), create("p", { textContent: lines }),
    board, create("p", { textContent: below }))
  const first = board.firstElementChild.querySelector(":scope > .title h2")
  if (first) first.remove()
  const width = Math.ceil(widthOf(thing)) + 48
  const look = create("style", { textContent: document.getElementById("boards").textContent
    .replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "") + `.page { box-sizing: border-box; width: ${width}px; padding: 20px 24px;
    background: #fff; color: #1c1917; font-family: ${FONT}; --st-font: ${FONT}; } .page > h2 { font-size: 22px; margin: 0; }
    .page > p { font-size: 15px; margin: 4px 0 10px; color: #44403c; } .panel { border: 0 !important; padding: 0 !important; height: auto !important; }
    .scroll { max-height: none !important; overflow: visible !important; }` })
  page.className = "page"
  const probe = create("div")
  probe.style = "position: fixed; left: -9999px; top: 0"
  probe.attachShadow({ mode: "open" }).append(look, page)
  document.body.append(probe)
  const height = Math.ceil(page.getBoundingClientRect().height) + 8
  const whole = create("div", {}, look, page)
  probe.remove()
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${
    new XMLSerializer().serializeToString(whole)}</foreignObject></svg>`
  try {
    const image = create("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}` })
    await image.decode()
    const canvas = create("canvas", { width: width * 2, height: height * 2 }), pen = canvas.getContext("2d")
    pen.fillStyle = "#fff"
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(image, 0, 0, canvas.width, canvas.height)
    const link = create("a", { href: canvas.toDataURL("image/png"), download: `${name.trim()}_${title}_${month}.png`.replace(/[\\/:*?"<>|\s]+/g, "_") })
    link.click()
    tell("图片已存到浏览器的下载文件夹")
  } catch (error) {
    tell("这个浏览器存不了图片，请用“打印本页”存为 PDF，或者截屏。")
  }
}
