// A click on a region, and another year or month, is drawn from what the browser holds, before the server answers; its answer is the
// truth. One thing is pending at most: what was drawn ahead. What the server says of earlier clicks meanwhile is kept and not drawn (no flash
// of the first of two); once it has heard the last one, what it says is drawn as it comes. Where its run ends without that, or
// nobody answers any more, the page goes back to what the server said last. docs/ARCHITECTURE.md, A click.
const QUIET = 1200, LATE = 700, MOST_PAGES = 40
const places = new Map()  // key of a board -> where it is, what the server said last, what is drawn
const pages = new Map()  // address of what is held ahead, of a month -> the regions that were asked for, and what they show
let pending = null, clicks = 0, going = null, later = 0, spoken = "", speaking = 0

const mounted = () => [...places].filter(([, place]) => place.root.isConnected && place.said.of)
const page = (of) => of.split(" ")[0], region_of = (of) => of.split(" ")[2], time_of = (of) => of.split(" ").slice(3)
const shown_of = () => pending ? pending.of : mounted().map(([, place]) => place.said.of).find(Boolean) || ""
// Where a month's regions of the page that is shown are asked for; "" where they do not come ahead.
const address = (year, month) => {
  const said = mounted().map(([, place]) => place.said.ahead).find(Boolean)
  if (!said) return ""
  const [path, query] = said.split("?"), asked = new URLSearchParams(query)
  asked.set("year", year)
  asked.set("month", month)
  return `${path}?${asked}`
}
const here_now = () => address(...time_of(shown_of()))

// What the server says of a board.
const take = (place) => {
  const { of, heard } = place.said
  if (!of) return draw(place, place.said)
  if (pending && page(of) !== page(pending.of)) forget()
  if (pending && (heard >= pending.click || (pending.click === Infinity && of === pending.of))) pending.heard = true
  if (!pending || heard >= pending.click || of === pending.of) draw(place, place.said)
  isDrawn()
  speak()
  wait()
}
// Who is at work is not kept waiting by what is fetched for later.
const wait = () => {
  clearTimeout(later)
  later = setTimeout(lookAhead, QUIET)
}
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wait, true)

const held_of = (region, from = here_now()) => {
  const wanted = (pages.get(from) || { regions: {} }).regions[region], here = mounted()
  if (!wanted || here.length !== Object.keys(wanted.boards).length) return null
  return here.every(([key]) => wanted.boards[key] && wanted.boards[key].blocks.every(([, one]) => contents.has(one))) && wanted
}
const show = (wanted, click, left = location.href) => {
  const here = mounted()
  if (!pending && here.every(([, place]) => place.said.of === wanted.of)) return
  const before = pending && !pending.heard ? pending.before : { title: document.title, href: left }
  pending = { click, of: wanted.of, title: wanted.title, before, heard: false }
  document.documentElement.dataset.ahead = ""
  for (const [key, place] of here) draw(place, { ...place.said, ...wanted.boards[key], of: wanted.of, heard: click })
  document.title = wanted.title
  speak()
}
// A run begins with the title of the one before, and ends with one that may stand there already.
const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "title"), titled = get.bind(document)
Object.defineProperty(document, "title", { get: titled, set: (text) => {
  if (pending) pending.said = text === pending.title ? "" : text
  const title = pending ? pending.title : text
  if (title !== titled()) set.call(document, title)
} })
const forget = () => {
  pending = null
  delete document.documentElement.dataset.ahead
}
const settle = (back) => {
  const { before, heard, click, said, of, href } = pending
  forget()
  if (heard && said) document.title = said
  // It was heard and led nowhere: Streamlit knows nothing of the address that was put there ahead.
  if (heard && href === location.href && mounted().some(([, place]) => region_of(place.said.of) !== region_of(of)))
    history.replaceState(history.state, "", before.href)
  if (back && !heard) {
    document.title = before.title
    if (click !== Infinity) history.replaceState(history.state, "", before.href)
  }
  for (const [, place] of mounted())
    if (place.shown !== place.said) draw(place, back && !heard ? { ...place.said, heard: Infinity } : place.said)
  speak()
}
addEventListener("answered", () => {
  const one = pending
  // The boards take a moment to draw what has come; and a click that was just sent has its answer still to come, which is told of
  // again where its run has begun meanwhile.
  const late = () => pending === one && document.documentElement.dataset.server === "here" && settle(!one.heard)
  if (one) setTimeout(() => pending === one && (one.heard ? settle() : setTimeout(late, LATE)), 60)
})
addEventListener("lost", () => pending && settle(true))

const click = (place, pick) => {
  const [, region] = /^region:(\d+)$/.exec(pick) || [], wanted = region && held_of(region), number = ++clicks
  place.send("pick", { pick, click: number, held: wanted ? wanted.of : "" })
  if (!wanted) {
    if (pending && pending.click === Infinity) pending.click = number
    return
  }
  const left = location.href, there = new URL(left), leads = there.searchParams.get("region") !== wanted.code
  there.searchParams.set("region", wanted.code)
  // The address first: with a list on the page Chromium lays out at once what was drawn before it.
  if (leads) history.pushState({}, "", there.href)
  show(wanted, number, left)
  if (leads && pending) pending.href = location.href
}
// Another year or month, by whatever way the bar's controls came to say so. They are Streamlit's: it asks the server by itself, and
// the address follows with its answer.
const turned = () => {
  const said = (name) => Number((/\d+/.exec((document.querySelector(`.st-key-scope .st-key-${name} input`) || {}).value) || [])[0])
  const year = said("year"), month = said("month"), of = shown_of()
  if (!of || !year || !month || time_of(of).join() === [year, month].join()) return
  const wanted = held_of(region_of(of), address(year, month))
  if (wanted) show(wanted, Infinity)
  else if (pending) pending.click = 0  // whatever the server says next is newer
}
new MutationObserver((changes) => {
  if (changes.some(({ target }) => target.closest(".st-key-scope"))) turned()
}).observe(document, { subtree: true, attributeFilter: ["value"] })
// Back and Forward to another region or month of the same page; Streamlit asks the server by itself.
const rest = (search, ...without) => [...search].filter(([name]) => !without.includes(name)).sort().join("&")
addEventListener("popstate", () => {
  const there = new URLSearchParams(location.search), from = address(there.get("year"), there.get("month"))
  const { regions } = pages.get(from) || { regions: {} }
  const region = Object.keys(regions).find((one) => regions[one].code === there.get("region"))
  if (!region || location.pathname !== `/${page(regions[region].of)}`) return
  if (rest(there, "region") !== rest(new URL(from, location.href).searchParams, "page", "version")) return
  const wanted = held_of(region, from)
  if (wanted) show(wanted, Infinity)
})

// When all is quiet the regions in the bar's last list and in sight are asked for, 30 at most at once (ui/ahead.py); then the region
// that is shown, of the months around and, where pills hold every region, the same month of the years around; then the other lists'.
const next = () => {
  const all = (part) => mounted().flatMap(([, place]) => [...place.root.querySelectorAll(part)])
  const lists = all("select[data-picks]").map(({ options }) => [...options].map(({ value }) => value)).reverse()
  const nearest = [...lists.splice(0, 1).flat(), ...all('[data-pick^="region:"]').map((one) => one.dataset.pick)]
  const of = shown_of(), [year, month] = time_of(of).map(Number), far = document.querySelector(".pills") ? [[year - 1, month], [year + 1, month]] : []
  const times = month ? [[year, month - 1], [year, month + 1], ...far].filter(([, one]) => one > 0 && one < 13) : []
  const ids = (picks) => [...new Set(picks.map((pick) => pick.slice(7)))]
  const asks = [[here_now(), ids(nearest)], ...times.map((time) => [address(...time), [region_of(of)]]), [here_now(), ids(lists.flat())]]
  return asks.map(([from, regions]) => [from, regions.filter((one) => !(pages.get(from) || { asked: new Set() }).asked.has(one)).slice(0, 30)])
    .find(([from, regions]) => from && regions.length)
}
const lookAhead = async () => {
  if (pending || going || !next()) return
  const of = shown_of(), [from, wanted] = next(), known = pages.get(from) || { asked: new Set(), regions: {} }
  if (document.documentElement.dataset.server !== "here") return wait()
  pages.delete(from)
  pages.set(from, known)
  if (pages.size > MOST_PAGES) pages.delete(pages.keys().next().value)
  wanted.forEach((region) => known.asked.add(region))
  const seen = mounted().map(([, place]) => place.said.seen).find(Boolean) || ""
  let done = false
  try {
    going = fetch(`${from}&regions=${wanted.join(",")}`, { cache: "no-store", priority: "low", headers: { "x-seen": seen } })
    const answer = await going
    if (!answer.ok) throw new Error(answer.status)
    const { regions, blocks, left } = await answer.json()
    left.forEach((region) => known.asked.delete(String(region)))
    Object.entries(blocks).forEach(([one, html]) => hold(one, html))
    Object.assign(known.regions, regions)
    done = true
  } catch { wanted.forEach((region) => known.asked.delete(region)) }
  going = null
  if (done || shown_of() !== of) wait()
}

// A screen reader is told once what the page says now.
const speak = () => {
  clearTimeout(speaking)
  speaking = setTimeout(() => {
    const shown = mounted().map(([, place]) => place.shown.of), headline = mounted().map(([, place]) => place.root.querySelector("p.headline")).find(Boolean)
    if (!headline || new Set(shown).size > 1 || shown[0] === spoken) return
    let box = document.getElementById("spoken")
    if (!box) {
      box = Object.assign(document.createElement("div"), { id: "spoken" })
      box.setAttribute("role", "status")
      document.body.append(box)
    }
    if (spoken) box.textContent = headline.textContent
    spoken = shown[0]
  }, 300)
}
