// The list of sections is a <details class="msq-side" open>: folded on a phone, where it would stand
// before the questions, and open where there is room beside them.

export function startSide() {
  const side = document.querySelector('details.msq-side')
  if (!side) return
  const beside = window.matchMedia('(min-width: 48.0625em)')
  const follow = () => {
    side.open = beside.matches
  }
  beside.addEventListener('change', follow)
  follow()
}
