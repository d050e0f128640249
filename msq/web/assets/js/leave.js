// Asks before a page is left that has unsaved changes in <form data-msq-guard>.
// data-msq-guard="unsaved" says that the page already came with changes that are not saved, as a
// page does that shows what was wrong. A save without a new page tells so by an event:
//   form.dispatchEvent(new CustomEvent('msq:saved'))

function contents(form) {
  const entries = Array.from(new FormData(form), ([name, value]) => [
    name,
    value instanceof File ? `${value.name} ${value.size}` : value
  ])
  return JSON.stringify(entries)
}

function guard(form) {
  let saved = form.dataset.msqGuard === 'unsaved' ? null : contents(form)
  form.addEventListener('msq:saved', () => {
    saved = contents(form)
  })
  return () => contents(form) !== saved
}

export function startLeaveGuards() {
  const guards = Array.from(document.querySelectorAll('form[data-msq-guard]'), guard)
  if (guards.length === 0) return

  // Submitting a guarded form saves it; any other (signing out, the language) leaves it behind.
  let saving = false
  document.addEventListener('submit', (event) => {
    saving = !event.defaultPrevented && 'msqGuard' in event.target.dataset
  })
  window.addEventListener('beforeunload', (event) => {
    if (!saving && guards.some((isUnsaved) => isUnsaved())) event.preventDefault()
    // A submission answered with a file leaves the page standing, and guarded again.
    saving = false
  })
}
