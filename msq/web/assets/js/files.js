// Says before it is sent that a file is too large: on a poor line it would be sent for nothing.
//   <input type="file" data-msq-largest="20" data-msq-notice="too-large"> … <p id="too-large" hidden>

const MEGABYTE = 1_000_000

function watch(input) {
  const notice = document.getElementById(input.dataset.msqNotice)
  const isTooLarge = () =>
    Array.from(input.files).some((file) => file.size > Number(input.dataset.msqLargest) * MEGABYTE)

  input.addEventListener('change', () => {
    notice.hidden = !isTooLarge()
  })
  input.form.addEventListener('submit', (event) => {
    if (!isTooLarge()) return
    event.preventDefault()
    notice.hidden = false
    input.focus()
  })
}

export function startFiles() {
  document.querySelectorAll('input[data-msq-largest]').forEach(watch)
}
