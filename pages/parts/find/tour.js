// Two minutes' walk: what is where, over the page that is open. Offered once to who comes by the bare address; whoever follows
// a link has come for a figure.
const STEPS = [
  [".st-key-region", "先选地区", "点一个地区，每一页的数都是那里的。地址栏里带着地区、年份和月份，复制链接发给别人，看到的是同一页。"],
  [".st-key-month", "看到哪个月", "选年份和截至月。评价以基本报齐的最近一期为准，还缺哪几个月会写明。"],
  [".badges", "是什么数、报齐没有", "写着“示例数据”的不是真实统计。旁边是这个月报齐了几个地区。"],
  ["[data-testid=stTopNav], #six", "页面在这里", "总览和六大行动一点就到；目标、考核在“督查”里，上报、导入在“报送”里。"],
  ["[data-testid^=stBidiComponent]", "点一下就看到来源", "点地区名到那个地区，点数看它从哪里来：指标解释、上报单位、哪次导入、哪个文件。"],
  ["#finder", "找任何东西", "按 / 键，输入地区、指标、工作项目、页面或拼音（首字母也行），回车就到。"],
  ["#meanings", "不懂的词", "“与序时差”“同口径”“年底预计”是什么意思，都在这里。这个介绍也可以从这里再看。"],
]
const spot = make("div", { class: "spot" }), title = make("h2", { id: "tour-title" }), text = make("p"), count = make("span")
const back = make("button", { type: "button" }, "上一步"), next = make("button", { type: "button", class: "next" })
const skip = make("button", { type: "button" }, "不看了")
const card = make("div", { class: "card" }, title, text, make("footer", {}, count, skip, back, next))
const tour = make("dialog", { id: "tour", "aria-labelledby": "tour-title" }, spot, card)
let steps = [], at = 0
const seen = (selector) => [...document.querySelectorAll(selector)].find((one) => one.getBoundingClientRect().width > 0)
const step = (number) => {
  if (number >= steps.length) return tour.close()
  at = Math.max(0, number)
  const [selector, heading, words] = steps[at], target = seen(selector)
  title.textContent = heading
  text.textContent = words
  count.textContent = `${at + 1}/${steps.length}`
  back.disabled = at === 0
  next.textContent = at + 1 < steps.length ? "下一步" : "看完了"
  const { left, top, width, height } = target ? target.getBoundingClientRect() : { left: 0, top: 0, width: 0, height: 0 }
  const low = Math.min(top + height, innerHeight * 0.6)
  Object.assign(spot.style, { left: `${left - 4}px`, top: `${top - 4}px`, width: `${width + 8}px`, height: `${low - top + 8}px` })
  const above = low + card.offsetHeight + 24 > innerHeight
  Object.assign(card.style, { left: `${Math.max(12, Math.min(left, innerWidth - card.offsetWidth - 12))}px`,
    top: `${above ? Math.max(12, top - card.offsetHeight - 14) : low + 14}px` })
  next.focus()
}
const startTour = () => {
  taken.remove()
  if (!pageIsDrawn()) return setTimeout(startTour, 60)  // what is not there yet has no step
  document.body.append(tour)
  const page = document.querySelector("[data-testid=stMain]")
  if (page) page.scrollTop = 0
  steps = STEPS.filter(([selector]) => seen(selector))
  tour.showModal()
  step(0)
}
next.addEventListener("click", () => step(at + 1))
back.addEventListener("click", () => step(at - 1))
skip.addEventListener("click", () => tour.close())
tour.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(at + 1)
  if (event.key === "ArrowLeft") step(at - 1)
})
addEventListener("resize", () => { if (tour.open) step(at) })

const begin = make("button", { type: "button", class: "next" }, "开始"), decline = make("button", { type: "button" }, "不用了")
const taken = make("aside", { id: "offer", "aria-label": "第一次来" }, make("span", {}, "第一次来？两分钟看一遍。"), begin, decline)
const offer = () => {
  try {
    if (location.pathname !== "/" || location.search || localStorage.getItem("toured")) return
    localStorage.setItem("toured", "offered")
  } catch {
    return  // a browser that keeps nothing would be offered it for ever
  }
  document.body.append(taken)
}
begin.addEventListener("click", startTour)
decline.addEventListener("click", () => taken.remove())
addEventListener("popstate", () => taken.remove())
