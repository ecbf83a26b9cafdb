// Draws what has changed of the agenda, hands the meeting to the stage; when the page goes, the meeting waits.
Object.assign(stage, { key, click, fit, tell, clock })
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".board")
  dress(root.getRootNode())
  const [, digest, html] = data.blocks.find(([name]) => name === "agenda")
  if (!root.firstElementChild) root.append(Object.assign(document.createElement("div"), { className: "block at-agenda" }))
  const block = root.firstElementChild
  if (block.dataset.digest !== digest) {
    block.innerHTML = html
    block.dataset.digest = digest
    agenda(root, setTriggerValue)
  }
  root.querySelector(".waiting")?.classList.remove("waiting")
  take(data, setTriggerValue)
  if (stage.root) clock()
  return () => leave(true)
}
