// Draws the blocks that have changed, and sends a click (or Enter) on anything with data-pick to Python.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".board"), held = root.getRootNode()
  dress(held)
  const focused = held.activeElement?.dataset.pick
  const names = data.blocks.map(([name]) => name).join(" ")
  if (root.dataset.names !== names) {
    root.replaceChildren(...data.blocks.map(([name]) => {
      const block = document.createElement("div")
      block.className = `block at-${name}`
      return block
    }))
    root.dataset.names = names
  }
  data.blocks.forEach(([, digest, html], index) => {
    const block = root.children[index]
    if (block.dataset.digest !== digest) {
      block.innerHTML = html
      block.dataset.digest = digest
    }
  })
  for (const [name, text] of Object.entries(data.texts))
    root.querySelectorAll(`[data-text="${name}"]`).forEach((place) => { place.textContent = text })
  for (const marked of root.querySelectorAll("[data-mark]")) {
    const chosen = marked.dataset.mark === data.mark
    marked.classList.toggle("chosen", chosen)
    // Drawn last, a polygon's outline is whole.
    if (chosen && marked.tagName === "path") marked.parentNode.append(marked)
  }
  // What was drawn anew or moved to the end has lost the focus.
  if (focused && !held.activeElement) root.querySelector(`[data-pick="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  if (data.keep) // goes along with the websocket alone
    document.cookie = `jinguo_seen=${data.keep}; path=/_stcore; max-age=31536000; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`
  const pick = (event) => {
    const picked = event.target.closest("[data-pick]")
    if (picked) setTriggerValue("pick", picked.dataset.pick)
  }
  root.onclick = pick
  carry(root)
  // A button answers these keys by itself; a polygon of the map does not.
  root.onkeydown = (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("path[data-pick]")) {
      event.preventDefault()
      pick(event)
    }
  }
}
