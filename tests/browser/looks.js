// What a page shows, measured: one function a question, each with what is wrong as a list of words.
(name) => {
  const boards = () => [...document.querySelectorAll("[data-testid^=stBidiComponent]")].map((host) => host.shadowRoot).filter(Boolean)
  const all = (part, of = boards()) => of.flatMap((board) => [...board.querySelectorAll(part)]).filter((box) => box.checkVisibility())
  const box = (part) => part.getBoundingClientRect()
  // What is out of sight is laid out when it comes into it: of a window that has just changed its width it had the old one's places.
  for (const part of boards().flatMap((board) => [...board.querySelectorAll(".block, .desk tbody tr")])) part.style.contentVisibility = "visible"

  return {
    // Headings of lists and tables that stand over something else: the edges of what is seen below, and the side it is set to.
    headings() {
      const found = new Set()
      // What goes over several columns stands on a line of its own, under no heading.
      const seen = (part) => part.checkVisibility() && box(part).width > 0 && getComputedStyle(part).gridColumnEnd === "auto"
      const side = (part) => {
        const set = getComputedStyle(part).textAlign
        return { start: "left", end: "right" }[set] || set
      }
      const agree = (heads, cells) => {
        if (heads.length !== cells.length) return found.add(`${heads.length} headings over ${cells.length}: ${cells[0].textContent}`)
        heads.forEach((head, at) => {
          const over = box(head), below = box(cells[at])
          const near = Math.abs(over.left - below.left) <= 2 || Math.abs(over.right - below.right) <= 2
          if (head.textContent.trim() && !(near && side(head) === side(cells[at])))
            found.add(`${head.textContent} / ${cells[at].textContent}`)
        })
      }
      const words = (parts) => [...parts].filter((part) => seen(part) && !part.matches(".bullet"))
      for (const head of all(".line.head"))
        for (const line of head.parentElement.querySelectorAll(".line:not(.head)")) agree(words(head.children), words(line.children))
      for (const table of all("table")) {
        const heads = table.tHead ? [...[...table.tHead.rows].at(-1).cells] : []
        for (const row of [...table.tBodies].flatMap((body) => [...body.rows]).slice(0, 12))
          if (heads.length && seen(heads[0]) && row.cells.length === heads.length) agree(heads.filter(seen), [...row.cells].filter(seen))
      }
      return [...found]
    },
    // What reaches out of its card or line.
    outside() {
      return all(".panel, .tile, .card, .line, .town").flatMap((card) => {
        const edge = box(card)
        return [...card.querySelectorAll("*")].filter((part) => {
          const { width, left, right, bottom } = box(part)
          return !part.closest(".scroll, svg") && part.checkVisibility() && width
            && (right > edge.right + 1 || left < edge.left - 1 || bottom > edge.bottom + 2)
        }).map((part) => `${card.className} > ${part.className} ${part.textContent.slice(0, 20)}`)
      })
    },
    // Numbers on a chart that cover one another or are cut; figures on an axis that say nothing (2.000000) or the same twice.
    charts() {
      return all(".plot").flatMap((chart) => {
        const texts = (part) => [...chart.querySelectorAll(part)].filter((text) => text.textContent)
        const edge = box(chart.closest(".panel")), found = []
        const boxes = texts(".ends").map((text) => [text.textContent, box(text)])
        boxes.forEach(([one, a], at) => {
          if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.top < edge.top - 1 || a.bottom > edge.bottom + 1)
            found.push(`cut: ${one}`)
          for (const [other, b] of boxes.slice(0, at)) {
            const halo = one === other && Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
            if (!halo && wide > 1 && high > 4) found.push(`${one} over ${other}`)
          }
        })
        const figures = texts(".tick, .months span").map((text) => text.textContent)
        const idle = figures.filter((text, at) => /\.\d*0$/.test(text) || figures.indexOf(text) !== at)
        return found.concat(idle.map((text) => `axis: ${text}`))
      })
    },
    // 其中： where the whole does not stand before it.
    parts() {
      return all(".headline, .lead, .outlook, .note, .signal, .line .who, .desk .name").map((part) => part.textContent)
        .filter((text) => text.includes("其中："))
    },
  }[name]()
}
