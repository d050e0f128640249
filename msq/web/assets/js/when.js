// Shows an element only while an item of its form has a given answer:
//   <div data-when-item="D2" data-when-value="yes">          answer yes
//   <div data-when-item="D2" data-when-value="yes|partly">   one of these
//   <div data-when-item="D2" data-when-value="*">            any answer at all
// Nothing is ever disabled or cleared: what counts is decided where the form is read.

function valuesOf(controls) {
  const values = []
  for (const control of controls) {
    // What is itself hidden has no say.
    if (control.closest('[hidden]')) continue
    if (control.type === 'radio' || control.type === 'checkbox') {
      if (control.checked) values.push(control.value)
    } else if (control.selectedOptions) {
      values.push(...Array.from(control.selectedOptions, (option) => option.value))
    } else {
      values.push(control.value.trim())
    }
  }
  return values.filter((value) => value !== '')
}

function controlsNamed(name, form) {
  const named = form ? form.elements : document.querySelectorAll('input, select, textarea')
  return Array.from(named).filter((control) => control.name === name && control.type !== 'hidden')
}

// Returns whether anything changed, for one element can depend on what another hides.
function showOrHide(element) {
  const controls = controlsNamed(element.dataset.whenItem, element.closest('form'))
  // An item that is not on this page was looked at when the page was made.
  if (controls.length === 0) return false

  const wanted = (element.dataset.whenValue ?? '*').split('|')
  const values = valuesOf(controls)
  const hidden = wanted.includes('*')
    ? values.length === 0
    : !values.some((value) => wanted.includes(value))
  if (element.hidden === hidden) return false
  element.hidden = hidden
  return true
}

export function startWhen() {
  const settle = () => {
    // Looked up each time: follow.js may have brought more.
    const elements = Array.from(document.querySelectorAll('[data-when-item]'))
    // A chain is at most as long as there are elements, so even a circle comes to an end.
    for (let round = 0; round < elements.length; round += 1) {
      if (!elements.map(showOrHide).includes(true)) return
    }
  }

  document.addEventListener('input', settle)
  document.addEventListener('change', settle)
  document.addEventListener('reset', () => setTimeout(settle))
  document.addEventListener('msq:followed', settle)
  window.addEventListener('pageshow', settle)
  settle()
}
