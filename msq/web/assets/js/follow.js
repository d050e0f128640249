// Shows at once what follows from an answer: questions that are asked now, what must be answered,
// what is calculated, which choices are offered. The server works it out, as it does on saving:
//   <form data-msq-follow="…/look">  where what is typed is sent; the page as it follows comes back
//     <div data-part="B2">           a question, which comes and goes; so do .msq-row and #q-…
//     <div data-parts="B1">          where questions that detail another stand
//     <fieldset data-choices="B3">   what can be chosen
//     <span data-swap="B2~value">    what only says something
// Nothing that a person typed is touched: a question that is no longer asked is hidden, not removed.
// Whatever goes wrong on the way changes nothing, for saving does the same.

const PAUSE = 600
const SHORT_PAUSE = 100
const LONGEST_WAIT = 15000
const PARTS = '[data-part], [id^="q-"], .msq-row'

const keyOf = (part) => part.dataset.part ?? part.id

function contents(form) {
  const entries = Array.from(new FormData(form)).filter(([, value]) => typeof value === 'string')
  return new URLSearchParams(entries).toString()
}

function partsOf(root) {
  return new Map(Array.from(root.querySelectorAll(PARTS), (part) => [keyOf(part), part]))
}

function isChanged(control) {
  if (control.type === 'radio' || control.type === 'checkbox') {
    return control.checked !== control.defaultChecked
  }
  return 'defaultValue' in control && control.value !== control.defaultValue
}

function find(root, name, key) {
  return root.querySelector(`[data-${name}="${CSS.escape(key)}"]`)
}

// Puts a part that came where it belongs: behind the one before it, or first.
function place(part, form, parts) {
  let before = part.previousElementSibling
  while (before && !(before.matches(PARTS) && parts.has(keyOf(before)))) {
    before = before.previousElementSibling
  }
  if (before) {
    parts.get(keyOf(before)).after(part)
    return true
  }
  const around = part.parentElement.dataset.parts
  if (around !== undefined) {
    const home = find(form, 'parts', around)
    home?.prepend(part)
    return Boolean(home)
  }
  const first = form.querySelector(PARTS)
  if (part.parentElement.id !== form.id || !first) return false
  first.before(part)
  return true
}

function chooseAnew(mine, fresh) {
  const values = (choices) =>
    Array.from(choices.querySelectorAll('option, input'), (one) => one.value).join('\n')
  for (const now of fresh.querySelectorAll('[data-choices]')) {
    const old = find(mine, 'choices', now.dataset.choices)
    if (!old || values(old) === values(now)) continue
    const focused = document.activeElement
    const held = mine.contains(focused) ? focused.value : undefined
    // Few choices are drawn one beside the other, many as a list.
    if (old.tagName === now.tagName) old.replaceChildren(...now.childNodes)
    else mine.replaceChildren(...fresh.childNodes)
    if (held !== undefined && focused !== document.activeElement) {
      const again = Array.from(mine.querySelectorAll('select, input')).find(
        (one) => one.type !== 'hidden' && (one.tagName === 'SELECT' || one.value === held)
      )
      again?.focus({ preventScroll: true })
    }
  }
}

function swap(page) {
  for (const now of page.querySelectorAll('[data-swap]')) {
    const old = find(document, 'swap', now.dataset.swap)
    if (!old || old.isEqualNode(now) || old.contains(document.activeElement)) continue
    if (old.value === now.value) old.replaceChildren(...now.childNodes)
    else old.replaceWith(now)
  }
}

// Returns how many questions have come.
function settle(form, page) {
  const parts = partsOf(form)
  const wanted = partsOf(page.getElementById(form.id))
  const come = []
  for (const [key, part] of parts) {
    if (!wanted.has(key) && !part.hidden) {
      part.hidden = true
      part.dataset.notAsked = ''
    }
  }
  for (const [key, now] of wanted) {
    const mine = parts.get(key)
    if (!mine) {
      if (!place(now, form, parts)) continue
      parts.set(key, now)
      for (const [inside, one] of partsOf(now)) parts.set(inside, one)
      come.push(now)
      continue
    }
    if ('notAsked' in mine.dataset) {
      delete mine.dataset.notAsked
      mine.hidden = false
      come.push(mine)
    }
    if (mine.dataset.part !== undefined && mine !== now) chooseAnew(mine, now)
  }
  for (const home of form.querySelectorAll('[data-parts][hidden]')) {
    home.hidden = home.childElementCount === 0
  }
  swap(page)
  document.dispatchEvent(new CustomEvent('msq:followed'))
  const seen = come.flatMap((one) => [one, ...one.querySelectorAll('[data-part]')])
  return new Set(seen.filter((one) => one.matches('[data-part]') && one.checkVisibility?.() !== false))
    .size
}

function follow(form) {
  let timer
  let busy = false
  let known = contents(form)

  const tell = (come) => {
    const status = document.getElementById('followed')
    if (status) status.textContent = come ? status.dataset.text.replace('{count}', come) : ''
  }

  const look = async () => {
    const sent = contents(form)
    // One at a time: whoever typed on meanwhile is looked at when the answer is here.
    if (busy || sent === known || !navigator.onLine) return
    busy = true
    try {
      const answer = await fetch(form.dataset.msqFollow, {
        method: 'POST',
        body: sent,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        redirect: 'error',
        signal: AbortSignal.timeout(LONGEST_WAIT)
      })
      const page = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html')
      if (contents(form) === sent) {
        known = sent
        if (page && page.getElementById(form.id)?.dataset.msqFollow) tell(settle(form, page))
        // What came along with a new question is no news to look at.
        known = contents(form)
      }
    } catch {
      // No line, or a slow one: saving shows the same.
      known = sent
    }
    busy = false
    if (contents(form) !== known) soon(SHORT_PAUSE)
  }

  const soon = (pause) => {
    clearTimeout(timer)
    timer = setTimeout(look, pause)
  }

  form.addEventListener('input', ({ target }) => {
    soon(['radio', 'checkbox', 'select-one'].includes(target.type) ? SHORT_PAUSE : PAUSE)
  })
  form.addEventListener('change', () => soon(SHORT_PAUSE))
  // A browser may have kept what was typed before the page was loaded again.
  window.addEventListener('pageshow', () => {
    if (Array.from(form.elements).some(isChanged)) {
      known = ''
      soon(SHORT_PAUSE)
    }
  })
}

export function startFollowing() {
  document.querySelectorAll('form[data-msq-follow]').forEach(follow)
}
