// The first page, which stands in the head or is asked for while Streamlit's own files are on their way, and is shown until the page
// itself is drawn (ui/first.py). It can be read and scrolled, and not clicked. It goes in the moment in which the last of its boards
// is drawn in its place; and where something else comes, or nothing at all.
const LONGEST = 20000
let first = null
const leave = () => {
  if (!first) return
  const main = document.querySelector("[data-testid=stMain]"), { scrollTop } = first
  first.remove()
  first = null
  if (main && scrollTop) main.scrollTop = scrollTop
}
const isDrawn = () => {
  const drawn = new Set(mounted().map(([key]) => key))
  if (first && first.of.every((key) => drawn.has(key))) leave()
}
const made = (name, look, ...inside) => {
  const one = document.createElement(name)
  one.className = look
  one.append(...inside)
  return one
}
const put = (key, board, light) => {
  const host = made("div", ""), root = made("div", "board"), around = light ? host : host.attachShadow({ mode: "open" })
  root.lang = "zh-CN"
  around.append(root)
  if (!light) dress(around)
  draw({ root }, board)
  return host
}
const asks = async () => {
  const asked = new URLSearchParams(location.search)
  asked.set("page", location.pathname.slice(1))
  const answer = await fetch(`/_stcore/first?${asked}`, { cache: "no-store", priority: "high" })
  return answer.ok ? answer.json() : {}
}
const bodyIsThere = () => new Promise((resolve) => {
  if (document.body) return resolve()
  new MutationObserver((_, looking) => {
    if (!document.body) return
    looking.disconnect()
    resolve()
  }).observe(document.documentElement, { childList: true })
})
const lookFirst = async () => {
  const held = document.querySelector("meta[name=first]")
  const { brand, boards, blocks, chosen, unseen = [] } = held ? JSON.parse(held.content) : await asks()
  await bodyIsThere()
  if (!boards || mounted().length) return
  Object.entries(blocks).forEach(([one, html]) => hold(one, html))
  const bar = made("div", "bar", made("div", "brand", made("b", "", brand[0]), brand[1]))
  bar.append(put("region", boards.region, true))
  for (const [words, wide] of Object.entries(chosen)) {
    bar.append(made("div", "choice", words))
    bar.lastChild.style.width = `${wide}px`
  }
  bar.append(put("badges", boards.badges, true))
  const page = made("div", "", bar)
  for (const [key, board] of Object.entries(boards)) if (key !== "region" && key !== "badges") page.append(put(key, board))
  for (const { shadowRoot } of page.children)
    for (const name of unseen) shadowRoot?.querySelectorAll(`.at-${name}`).forEach(({ style }) => { style.visibility = "hidden" })
  first = Object.assign(made("div", "", page), { id: "first", inert: true, of: Object.keys(boards) })
  document.body.append(first)
  carry(first)  // what is carried off takes its room here too
  setTimeout(leave, LONGEST)
  const look = setInterval(() => {
    const isElse = pageIsDrawn() && document.querySelector("[data-testid^=stBidiComponent], [data-testid=stAlert]")
    if (!first || isElse) clearInterval(look)
    if (isElse) leave()
  }, 100)
}
lookFirst().catch(() => {})
addEventListener("lost", leave)
