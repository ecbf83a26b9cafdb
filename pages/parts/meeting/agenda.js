// The agenda on the page: put in order by dragging, by its buttons or with Alt and the arrows; nothing is sent until it is kept or
// the meeting begins.
const rows = (list) => [...list.children]
const isShown = (row) => row.querySelector("[data-out]").getAttribute("aria-checked") === "true"
const count = (list) => {
  let number = 0
  for (const row of rows(list)) {
    const shown = isShown(row)
    row.classList.toggle("out", !shown)
    row.querySelector(".number").textContent = shown ? ++number : "—"
  }
  list.closest(".agenda").classList.toggle("none", !number)
  for (const button of list.closest(".agenda").querySelectorAll("[data-ask=start]")) button.disabled = !number
}
const move = (row, by) => {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling, held = row.getRootNode().activeElement
  if (!other) return
  by < 0 ? other.before(row) : other.after(row)
  held?.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
  count(row.parentNode)
}
const sent = (list, more) => JSON.stringify({ order: rows(list).map((row) => row.dataset.key),
  left_out: rows(list).filter((row) => !isShown(row)).map((row) => row.dataset.key), ...more })

const agenda = (root, say) => {
  const list = root.querySelector("ol.slides")
  const back = root.querySelector("[data-ask=resume]")
  if (back) back.onclick = () => { full(); enter("") }
  if (!list) return
  count(list)
  list.onclick = (event) => {
    const out = event.target.closest("[data-out]")
    if (out) {
      out.setAttribute("aria-checked", String(out.getAttribute("aria-checked") !== "true"))
      count(list)
    }
    const by = event.target.closest("[data-by]")
    if (by) move(by.closest("li"), Number(by.dataset.by))
  }
  list.onkeydown = (event) => {
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!by) return
    event.preventDefault()
    move(event.target.closest("li"), by)
  }
  let dragged = null
  list.ondragstart = (event) => { dragged = event.target.closest("li"); event.dataTransfer.effectAllowed = "move" }
  list.ondragover = (event) => {
    const over = event.target.closest("li")
    if (!dragged || !over) return
    event.preventDefault()
    const { top, height } = over.getBoundingClientRect()
    if (over !== dragged) event.clientY < top + height / 2 ? over.before(dragged) : over.after(dragged)
  }
  list.ondrop = (event) => event.preventDefault()
  list.ondragend = () => { dragged = null; count(list) }
  for (const button of root.querySelectorAll("[data-ask]:not([data-ask=resume])")) button.onclick = () => {
    const asked = button.dataset.ask
    if (asked === "start") {
      if (!document.fullscreenElement) full() // may be done at a click alone
      button.closest(".agenda").classList.add("waiting")
    }
    say(asked, sent(list, { freeze: button.dataset.freeze === "1", at: Date.now() }))
  }
}
