// The first page, asked for while Streamlit's own files are on their way, and shown until the page itself is drawn (ui/first.py).
// It can be read and scrolled, and not clicked. It goes in the moment in which the page's board is drawn in its place; and where
// something else comes, or nothing at all.
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
  if (mounted().some(([, place]) => place.root.getRootNode() instanceof ShadowRoot)) leave()
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
const lookFirst = async () => {
  const asked = new URLSearchParams(location.search)
  asked.set("page", location.pathname.slice(1))
  const answer = await fetch(`/_stcore/first?${asked}`, { cache: "no-store", priority: "high" })
  const { brand, boards, blocks, chosen } = answer.ok ? await answer.json() : {}
  if (!boards || mounted().length || !document.body) return
  Object.entries(blocks).forEach(([one, html]) => hold(one, html))
  const bar = made("div", "bar", made("div", "brand", made("b", "", brand[0]), brand[1]))
  if (boards.pills) bar.append(put("pills", boards.pills, true))
  chosen.forEach((words, index) => bar.append(made("div", `choice ${["month", "year"][chosen.length - 1 - index] || "step"}`, words)))
  bar.append(put("badges", boards.badges, true))
  const page = made("div", "", bar)
  for (const [key, board] of Object.entries(boards)) if (key !== "pills" && key !== "badges") page.append(put(key, board))
  first = Object.assign(made("div", "", page), { id: "first", inert: true })
  document.body.append(first)
  setTimeout(leave, LONGEST)
  const look = setInterval(() => {
    const app = document.querySelector("[data-testid=stApp]")
    const isElse = app && app.dataset.testScriptState === "notRunning" && document.querySelector(".st-key-scope, [data-testid=stAlert]")
    if (!first || isElse) clearInterval(look)
    if (isElse) setTimeout(leave, 300)  // the boards take a moment
  }, 100)
}
lookFirst().catch(() => {})
addEventListener("lost", leave)
