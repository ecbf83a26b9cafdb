// Whether the server is there. What is on the screen is never taken for an answer that has not come: while one is waited for it is
// paler, and while nobody answers it cannot be clicked, and says so.
const SLOW = 250, LONG = 1000, PROBE = 500, PATIENCE = 1200
let asked = 0, since = 0, heard = 0, gone = false
const sign = () => {
  let box = document.getElementById("connection")
  if (!box && document.body) {
    box = document.createElement("div")
    box.id = "connection"
    box.setAttribute("role", "status")
    document.body.append(box)
  }
  return box
}
const show = (state, words) => {
  if (document.documentElement.dataset.server === state) return
  document.documentElement.dataset.server = state
  if (sign()) sign().textContent = words
  for (const part of document.querySelectorAll("[data-testid=stMain], [data-testid=stHeader]")) part.inert = state === "gone" || "meeting" in document.documentElement.dataset
}
const tell = (what) => dispatchEvent(new Event(what))  // to what draws ahead of the server's answer
const lost = () => { gone = true; tell("lost"); show("gone", "与服务器的连接断了，屏幕上的数可能不是最新的，暂时不能操作；正在重新连接……") }
const found = () => { gone = false; look() }
const look = () => {
  const app = document.querySelector("[data-testid=stApp]"), now = performance.now()
  if (gone) return
  // A run may begin a while after its first message, on a slow machine: what was asked last is still to be answered.
  if (!asked && app && app.dataset.testScriptState === "running") asked = since
  if (asked && heard > asked && app && app.dataset.testScriptState === "notRunning") { asked = 0; tell("answered") }
  const waited = asked ? now - asked : 0
  if (waited > LONG) show("long", "正在取数……")
  else if (waited > SLOW) show("slow", "")
  else if (!asked) show("here", "")
}
const probe = async (since) => {
  if (asked !== since || heard > since) return
  const stop = new AbortController(), end = setTimeout(() => stop.abort(), PATIENCE)
  try { await fetch("/_stcore/health", { cache: "no-store", signal: stop.signal }) }
  catch { if (asked === since && heard < since) lost() }
  clearTimeout(end)
}
const Plain = window.WebSocket
window.WebSocket = class extends Plain {
  constructor(...how) {
    super(...how)
    this.addEventListener("open", found)
    this.addEventListener("message", () => { heard = performance.now(); if (gone && navigator.onLine) found() })
    for (const kind of ["close", "error"]) this.addEventListener(kind, () => { asked = since = 0; if (heard) lost() })
  }
  send(message) {
    super.send(message)
    if (heard) {
      const now = asked = since = performance.now()
      setTimeout(() => probe(now), PROBE)
    }
  }
}
addEventListener("pagehide", () => { heard = 0 })
addEventListener("offline", lost)
addEventListener("online", async () => { try { await fetch("/_stcore/health", { cache: "no-store" }); found() } catch { lost() } })
setInterval(look, 100)
