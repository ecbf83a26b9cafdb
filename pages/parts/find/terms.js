// 名词说明, as the server explains the words under the settings that are in force.
const close = make("button", { type: "button", class: "shut" }, "关闭")
const walk = make("button", { type: "button" }, "两分钟看一遍本系统")
const words = make("dl")
const terms = make("dialog", { id: "terms", "aria-labelledby": "terms-title" },
  make("header", {}, make("h2", { id: "terms-title" }, "名词说明"), walk, close), words)
const showTerms = async (name) => {
  document.body.append(terms)
  if (!terms.open) terms.showModal()
  if (!words.children.length) {
    try {
      const answer = await fetch("/api/terms"), known = await answer.json()
      words.replaceChildren(...(answer.ok ? known : [{ name: "现在看不了", words: known.words || "请稍后再试。" }]).map((term) =>
        make("div", {}, make("dt", {}, term.name), make("dd", {}, term.words))))
    } catch {
      return words.replaceChildren()
    }
  }
  for (const one of words.children) one.classList.toggle("meant", one.firstChild.textContent === name)
  const meant = words.querySelector(".meant")
  if (meant) meant.scrollIntoView({ block: "center" })
  else terms.scrollTop = 0
}
meanings.addEventListener("click", () => showTerms())
close.addEventListener("click", () => terms.close())
walk.addEventListener("click", () => { terms.close(); startTour() })
terms.addEventListener("click", (event) => { if (event.target === terms) terms.close() })
