// The search in the bar, and what else stands there on every page: no run of the page knows of it. SIX: 总览 and the actions by
// address; GROUPS: of what stands in a group of the menu, the group and its own name.
const make = (name, given = {}, ...inside) => {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(given)) element.setAttribute(attribute, value)
  element.append(...inside)
  return element
}

// As Back would: the page is asked for with its whole address, in the session that is there.
const go = (path, query = {}) => {
  const here = new URLSearchParams(location.search), next = new URLSearchParams()
  for (const name of ["region", "year", "month"]) if (here.has(name)) next.set(name, here.get(name))
  for (const [name, value] of Object.entries(query)) next.set(name, value)
  history.pushState({}, "", `/${path}${next.size === 0 ? "" : `?${next}`}`)
  dispatchEvent(new PopStateEvent("popstate"))
  const page = document.querySelector("[data-testid=stMain]")
  if (page) page.scrollTop = 0
}

const HINT = "可以查：指标（名称、代码、工作项目）、县、乡镇、村（社区）、页面、名词；拼音、拼音首字母也行。"
const input = make("input", {
  type: "search", role: "combobox", "aria-label": "查找指标、地区、页面、名词", "aria-expanded": "false", "aria-controls": "found",
  "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: "查找（按 / 键）", maxlength: "40",
})
const list = make("ul", { id: "found", role: "listbox", "aria-label": "找到的" })
const said = make("p", { role: "status" })
const box = make("div", { id: "found-box" }, list, said)
const finder = make("form", { id: "finder", role: "search" }, input, box)
const meanings = make("button", { id: "meanings", type: "button", title: "屏幕上的词是什么意思", "aria-label": "名词说明" }, make("span", {}, "名词说明"))
const where = make("div", { id: "where" })
const six = make("nav", { id: "six", "aria-label": "总览和六大行动" }, ...Object.entries(SIX).map(([path, title]) =>
  make("a", { href: `/${path}` }, title)))
// answered: what the answers are to; hurried: Enter was pressed before they came.
let answers = [], chosen = -1, asked = 0, answered = "", hurried = false, before = null, timer = 0

const show = (open) => {
  box.hidden = !open
  input.setAttribute("aria-expanded", String(open && answers.length > 0))
}
const choose = (at) => {
  chosen = answers.length ? (at + answers.length) % answers.length : -1;
  [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)))
  if (chosen < 0) input.removeAttribute("aria-activedescendant")
  else {
    input.setAttribute("aria-activedescendant", `found-${chosen}`)
    list.children[chosen].scrollIntoView({ block: "nearest" })
  }
}
const draw = (found, words) => {
  answers = found
  answered = input.value.trim()
  list.replaceChildren(...found.map(({ kind, name, more }, at) => make("li", { id: `found-${at}`, role: "option" },
    make("i", {}, kind), make("b", {}, name), make("span", {}, more))))
  said.textContent = words
  choose(0)
  show(true)
}
const ask = async () => {
  const words = input.value.trim(), mine = ++asked
  if (!words) return draw([], HINT)
  try {
    const answer = await fetch(`/api/find?q=${encodeURIComponent(words)}`), found = await answer.json()
    if (mine !== asked || document.activeElement !== input) return
    if (!answer.ok) draw([], found.words || "现在查不了，请稍后再试。")
    else draw(found, found.length === 0 ? `没有找到“${words}”。${HINT}` : found.length < 20 ? `找到 ${found.length} 个，↑↓ 选，回车打开。`
      : "只列了最像的 20 个，再多输几个字。")
    if (hurried && found.length) open(answers[0])
    hurried = false
  } catch {
    if (mine === asked) draw([], "没有连上服务器，现在查不了。")
  }
}
const leave = () => {
  asked++
  hurried = false
  input.value = ""
  draw([], "")
  show(false)
}
const open = (answer) => {
  leave()
  input.blur()
  if (answer.term) showTerms(answer.name)
  else go(answer.path, answer.query)
}

const enter = () => {
  hurried = answered !== input.value.trim()
  if (hurried) ask()
  else if (chosen >= 0) open(answers[chosen])
}

input.addEventListener("input", () => { hurried = false; clearTimeout(timer); timer = setTimeout(ask, 60) })
input.addEventListener("focus", () => {
  fetch("/api/find?q=").catch(() => {})  // has the server make its index while one types
  ask()
})
input.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return  // an input method is still at it
  if (event.key === "ArrowDown") choose(chosen + 1)
  else if (event.key === "ArrowUp") choose(chosen - 1)
  else if (event.key === "Enter") enter()
  else if (event.key === "Escape") {
    leave()
    input.blur()
    if (before && before.isConnected) before.focus({ preventScroll: true })
  } else return
  event.preventDefault()
  event.stopPropagation()
})
finder.addEventListener("submit", (event) => event.preventDefault())
finder.addEventListener("focusout", (event) => { if (!finder.contains(event.relatedTarget)) show(false) })
list.addEventListener("mousedown", (event) => event.preventDefault())  // the field keeps the focus
list.addEventListener("click", (event) => {
  const option = event.target.closest("li")
  if (option) open(answers[[...list.children].indexOf(option)])
})
// With a Chinese input method on, the key is none of a character.
addEventListener("keydown", (event) => {
  if ((event.key !== "/" && event.code !== "Slash") || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
  const from = event.composedPath()[0]
  if ((from.closest && from.closest("input, textarea, select, [contenteditable=true]")) ||
      document.querySelector("[role=dialog], dialog[open]")) return
  event.preventDefault()
  before = document.activeElement
  input.focus()
}, true)
six.addEventListener("click", (event) => {
  const link = event.target.closest("a")
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  go(link.pathname.slice(1))
})

// What follows the page: the group that it is in, the place and month in the phone's bar, how high the scope's bar is.
let watched = null, waiting = false
const measured = new ResizeObserver(([entry]) =>
  document.documentElement.style.setProperty("--bar", `${Math.round(entry.target.offsetHeight)}px`))
const follow = () => {
  waiting = false
  const path = location.pathname.slice(1), [group, name] = GROUPS[path] || []
  for (const label of document.querySelectorAll("[data-testid=stTopNavSection] p")) {
    if (label.textContent === group) label.dataset.here = name
    else delete label.dataset.here
  }
  for (const link of six.children) {
    const here = link.pathname.slice(1) === path
    if (here !== link.hasAttribute("aria-current")) here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")
  }
  const none = !document.querySelector("[data-testid=stSidebarNavLink][href$='/chuangye']")
  if (six.hidden !== none) six.hidden = none
  const [, place, month] = document.title.split(" · "), demo = document.querySelector(".badge.demo")
  const words = [place, month].filter(Boolean).join(" ")
  if (where.dataset.words !== words + Boolean(demo)) {
    where.dataset.words = words + Boolean(demo)
    where.replaceChildren(words, ...(demo ? [make("b", {}, "▲ 示例")] : []))
  }
  const scope = document.querySelector(".st-key-scope")
  if (scope !== watched) {
    measured.disconnect()
    if (scope) measured.observe(scope)
    watched = scope
  }
}
const soon = () => {
  if (!waiting) requestAnimationFrame(follow)
  waiting = true
}
addEventListener("DOMContentLoaded", () => {
  document.body.prepend(make("div", { id: "bar" }, where, finder, meanings), six)
  leave()
  new MutationObserver(soon).observe(document.querySelector("#root"), { subtree: true, childList: true })
  new MutationObserver(follow).observe(document.head, { subtree: true, childList: true, characterData: true })
  offer()
})
