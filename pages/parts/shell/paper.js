// Sent in the page's head. What goes on paper has a title, the month, its source and numbered sheets; lists that come in pages on
// the screen are asked for whole first. The boards' looks stand in the head too, once for all of their shadow roots.
const looks = ["boards", "papers"].map((name) => {
  const sheet = new CSSStyleSheet()
  const written = document.getElementById(name).textContent
  sheet.replaceSync(written.replace(/@page[^{]*\{[^}]*\}/g, ""))
  return sheet
})
window.dress = (shadow) => { if (shadow.adoptedStyleSheets.length < 2) shadow.adoptedStyleSheets = looks }

// 总览 · 商丘市 · 2026年11月, and what the badges say of the data.
window.titled = () => {
  const parts = document.title.split(" · "), month = parts.length > 2 ? `截至${parts.pop()}` : ""
  const words = (name) => (document.querySelector(`.badges ${name}`) || {}).textContent || ""
  return { title: parts.join(" · "), month, said: words(".badge:not(.demo)"), demo: words(".demo").replace("▲", "").trim(), source: words(".source") }
}

let numbered = ""  // what the server says of the print that was asked for; one of the browser's own menu has no number
addEventListener("afterprint", () => { numbered = "" })

const edges = document.createElement("style"), head = document.createElement("div")
head.id = "paper"
const put = (name, words) => Object.assign(document.createElement(name), { textContent: words })
addEventListener("beforeprint", () => {
  const { title, month, said, demo, source } = window.titled()
  const above = [title, month].filter(Boolean).join("，"), label = demo && `【${demo}】演示用的生成数据，不是真实统计`
  const now = new Date().toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })
  const below = [source, numbered || `没有导出编号；打印于 ${now}`].filter(Boolean).join("；")
  const edge = (place, words) => `@${place} { content: ${words}; font: 11px sans-serif; color: #333; }`
  edges.textContent = `@page { ${edge("top-left", JSON.stringify(above))} ${edge("top-right", JSON.stringify(label))}
    ${edge("bottom-left", JSON.stringify(below))} ${edge("bottom-right", '"第 " counter(page) " 页，共 " counter(pages) " 页"')} }
    @page :first { ${edge("top-left", '""')} ${edge("top-right", '""')} }`
  head.replaceChildren(put("h1", title), put("p", [month, said, label, source].filter(Boolean).join("　")))
  // 敏感数 go on paper as they are for nobody: the page's own button has them rounded first.
  const exact = isExact()
  document.documentElement.classList.toggle("exact", exact)
  if (exact) head.append(put("p", "这一页有确切的敏感数，没有印出。请用页面最下面的“打印本页”（或 Ctrl+P），敏感数取约数。"))
  if (!head.isConnected) { document.head.append(edges); document.body.prepend(head) }
})

// Ctrl+P does as the page's own button, which has the page drawn whole; then it is printed.
const button = () => document.querySelector(".st-key-print button")
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "p" && button()) {
    event.preventDefault()
    event.stopPropagation()
    button().click()
  }
}, true)
let printed = ""
const asked = () => (document.querySelector("[data-paper]") || { dataset: {} }).dataset
const answer = ({ paper = "", below = "" }) => paper + below  // a session that is new begins to count anew
addEventListener("click", (event) => {
  if (!(event.target.closest && event.target.closest(".st-key-print"))) return
  const until = performance.now() + 20000, before = answer(asked())
  const look = () => {
    const { paper, below } = asked(), came = answer(asked())
    const drawn = paper && came !== before && came !== printed && pageIsDrawn() && isOnPaper(paper) &&
      [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].every((chart) => chart.querySelector("svg"))
    if (!drawn && performance.now() < until) return setTimeout(look, 60)
    printed = came || printed
    if (drawn && !below) return  // it could not be put on record; the page says why
    numbered = drawn ? below : ""
    print()
  }
  look()
}, true)
