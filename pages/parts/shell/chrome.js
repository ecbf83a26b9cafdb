// Sent in the page's head. A page writes its scope into the URL as soon as it opens; only what a person did may add a
// step to the history, so that the back button takes one press a step. Streamlit names the new page and its query in two
// steps, in either order: the address that comes without a query keeps the one that is there.
let acted = false, going = null, late
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { acted = true; remember() }, true)
const push = history.pushState.bind(history), replace = history.replaceState.bind(history)
history.pushState = (state, title, url) => {
  if (going) return going.push([state, title, url])
  const next = new URL(url, location.href)
  if (!next.search) next.search = location.search
  if (next.pathname !== location.pathname) next.searchParams.delete("why")
  const step = acted ? push : replace
  acted = false
  // A panel that explains a figure (why) lies over its page: Back closes it, and so does who closes it go back; else Back would
  // open it again. Each entry knows how many panels ago the page was; 0 for the first address of all, which has nothing behind it.
  const opens = next.searchParams.has("why"), panels = (history.state && history.state.panels) || 0
  if (!opens && sameWithout(next, new URL(location.href))) {
    replace({ ...state, panels }, title, next.href)
    return panels && goBack(panels)
  }
  const over = new URL(location.href).searchParams.has("why") ? panels && panels + 1 : 1
  step(opens && step === push ? { ...state, panels: over } : opens ? { ...state, panels } : state, title, next.href)
}
// The browser goes back a moment later. Streamlit, which knows already where it is, would run the page once more for it, and close
// what was opened meanwhile; and what is opened meanwhile is a step from there.
const goBack = (panels) => {
  going = []
  history.go(-panels)
  late = setTimeout(arrive, 2000)
}
const arrive = () => {
  const waiting = going || []
  going = null
  clearTimeout(late)
  for (const step of waiting) { acted = true; history.pushState(...step) }
}
addEventListener("popstate", (event) => {
  if (!going) return
  event.stopImmediatePropagation()
  arrive()
}, true)
const sameWithout = (page, panel) => {
  if (!panel.searchParams.has("why")) return false
  panel.searchParams.delete("why")
  return page.pathname === panel.pathname && page.searchParams.toString() === panel.searchParams.toString()
}

// Back leads to where the page was left: how far down that was is kept by address, and taken up once the page is drawn.
const left = new Map()
const main = () => document.querySelector("[data-testid=stMain]")
const remember = () => { if (main()) left.set(location.href, main().scrollTop) }
addEventListener("popstate", (event) => {
  if (!event.isTrusted) return  // the search's, which leads to a page's top
  const wanted = left.get(location.href), until = performance.now() + 10000
  acted = false
  const scroll = () => {
    const page = main(), app = document.querySelector("[data-testid=stApp]")
    if (!wanted || acted || performance.now() > until) return
    const drawn = page && app.dataset.testScriptState === "notRunning" && page.scrollHeight - page.clientHeight >= wanted
    if (drawn) page.scrollTop = wanted
    // Once more after it has held for a while: the boards take a moment to their full height.
    steady = drawn ? steady + 1 : 0
    if (steady < 20) requestAnimationFrame(scroll)
  }
  let steady = 0
  setTimeout(scroll, 50)
})

// Who is signed out meanwhile (for idleness, in another window, by an administrator) is led to the sign-in. Who is just leaving,
// signing out himself, goes where he goes: his socket may be closed before he is gone.
let leaving = -Infinity
addEventListener("beforeunload", () => { leaving = performance.now() })
const ask = () => fetch("/api/session").then((answer) => answer.json()).then((said) => {
  if (!said.in && performance.now() - leaving > 5000) location.replace(`/signin?why=idle&next=${encodeURIComponent(location.pathname + location.search)}`)
}).catch(() => {})
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given)
    this.addEventListener("close", ask)
  }
}

// A dialog gives the focus back to what opened it; Streamlit does not see into the boards' shadow roots.
let opener = null, dialogs = 0
for (const kind of ["click", "keydown"]) addEventListener(kind, (event) => {
  const path = event.composedPath(), from = path[0]
  // Through the shadow roots, that closest() does not see beyond.
  if (from.closest && !path.some((part) => part.getAttribute && part.getAttribute("role") === "dialog")) opener = from.closest("[data-pick], button, a, input") || opener
}, true)
const giveBack = () => {
  const open = document.querySelectorAll("[role=dialog]").length
  if (open < dialogs && !open) setTimeout(() => { if (opener && opener.isConnected) opener.focus({ preventScroll: true }) }, 100)
  dialogs = open
}

// The English that Streamlit leaves in its own controls.
const WORDS = {
  "Skip to main content": "跳到正文", "App pages": "页面", "Sidebar": "侧栏", "Open": "展开", "Close": "关闭", "Clear entry": "清除",
  "Choose an option": "请选择", "No results": "没有符合的", "Clear value": "清除", "Main menu": "菜单", "Select an option": "请选择",
  "Drag and drop a file here": "把文件拖到这里", "Upload": "选文件", "Add files": "换一个文件", "file upload": "选文件",
  "Show data": "看数据", "Download as PNG": "存为图片", "Copy Vega-Lite spec": "复制图表代码", "Fullscreen": "全屏",
  "Copy to clipboard": "复制", "Copied": "已复制", "Copied!": "已复制",
}
const PHRASES = [
  [/^Help for (.+)$/, "$1的说明"], [/^(\d+) more$/, "另 $1 页"],  // pages that a narrow window has no room for
  [/^([\d.]+) ?MB per file.*$/, "每个文件不超过 $1 MB"], [/^Remove (.+)$/, "去掉 $1"], [/^Cancel upload of (.+)$/, "停止上传 $1"],
  [/^(?:Error: )?File must be ([\d.]+) ?MB or smaller\.$/, "文件太大，不能超过 $1 MB。请去掉图片和空行，或分几个文件导入。"],
  [/^(AxiosError|Network Error|Request failed).*$/, "上传没有成功，请检查网络后重试；文件太大的请分几个文件。"],
]
const inChinese = (text) => {
  const found = PHRASES.find(([pattern]) => pattern.test(text))
  return WORDS[text] || (found && text.replace(...found))
}
const NAMED = "[aria-label], [placeholder], [title], [data-testid=stSkipToContent], [data-testid^=stFileUploader] *, header p"
const translate = (element) => {
  for (const name of ["aria-label", "placeholder", "title"]) {
    const [english, ...rest] = (element.getAttribute(name) || "").split(": ")
    const chinese = inChinese(english)
    if (chinese) element.setAttribute(name, [chinese, ...rest].join("："))
  }
  const texts = [...element.childNodes]
  if (!texts.length || texts.some((node) => node.nodeType !== Node.TEXT_NODE)) return
  // The nodes stay, for React writes into them again; it makes two of "Error: " and what follows.
  const english = texts.map((node) => node.nodeValue).join(""), chinese = inChinese(english)
  if (chinese && chinese !== english) texts.forEach((node, at) => { node.nodeValue = at ? "" : chinese })
}
// On a phone the menu's groups stand in its list as what they are not, between items: a screen reader is told of links only.
const MENU = "[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li"
const unlist = (element) => element.setAttribute("role", "none")
new MutationObserver((changes) => {
  giveBack()
  for (const { target, type, addedNodes } of changes) {
    if (type === "attributes") translate(target)
    if (type === "characterData" && target.parentElement) translate(target.parentElement)
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue
      translate(node)
      node.querySelectorAll(NAMED).forEach(translate)
      if (node.matches(MENU)) unlist(node)
      node.querySelectorAll(MENU).forEach(unlist)
    }
  }
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "placeholder"] })
