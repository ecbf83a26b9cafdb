"""Boards that wait to be drawn: which one a browser draws first is its own matter."""

HELD = """() => {
  let draws = null
  window.held = []
  window.lacking = []
  Object.defineProperty(window, 'drawBoard', { set: (real) => { draws = real }, get: () => (one) => {
    const say = one.setTriggerValue, told = { ...one, setTriggerValue: (name, sent) => {
      if (name === 'lacking') lacking.push(sent)
      say(name, sent)
    } }
    held ? held.push(() => draws(told)) : draws(told)
  } })
  window.release = (all) => {
    held = null
    all.forEach((draw) => draw())
  }
}"""
"""An init script: what comes is in `held` until `release` draws it; `lacking` is what a board has asked for once more."""
