// Before all else, in words that any browser knows: Streamlit's front end is not read by one older than Chromium 94, which would
// stay white.
(function () {
  var version = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent)
  if (version ? +version[1] >= 94 : Object.hasOwn) return
  document.addEventListener("DOMContentLoaded", function () {
    var page = document.createElement("div")
    page.id = "too-old"
    page.setAttribute("role", "alert")
    page.innerHTML = "<h1>这个浏览器版本太旧，打不开本系统</h1><p>请换用下列浏览器之一再打开同一网址：</p>" +
      "<p>Chrome、Edge 94 及以上；360 安全浏览器 14、奇安信可信浏览器 102、龙芯浏览器 114 等以 94 及以上内核为准。</p>" +
      "<p>浏览器里如有“极速模式”和“兼容模式”，请选极速模式。</p>"
    document.body.appendChild(page)
  })
})()
