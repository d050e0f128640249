// A checkbox with data-exclusive (“none of these”) clears the others of its name, and they clear it.

function clear(checkbox) {
  if (!checkbox.checked) return
  checkbox.checked = false
  // Others listen for changes, to show and hide what depends on this one.
  checkbox.dispatchEvent(new Event('change', { bubbles: true }))
}

export function startExclusive() {
  document.addEventListener('change', ({ target }) => {
    if (target.type !== 'checkbox' || !target.checked) return
    const within = target.form ?? document
    for (const other of within.querySelectorAll('input[type="checkbox"]')) {
      if (other === target || other.name !== target.name) continue
      const oneIsExclusive = 'exclusive' in target.dataset || 'exclusive' in other.dataset
      if (oneIsExclusive) clear(other)
    }
  })
}
