// Keeps a form on the page while there is no line. Sent without one, it would make way for the
// browser's own page, and what was typed with it.
//   <form data-msq-offline="saved-no-line"> … <p id="saved-no-line" role="alert" hidden>…</p>

export function startOffline() {
  document.addEventListener('submit', (event) => {
    const notice = document.getElementById(event.target.dataset.msqOffline ?? '')
    if (!notice || navigator.onLine) return
    event.preventDefault()
    // Told again each time: an alert is read out when it appears.
    notice.hidden = true
    requestAnimationFrame(() => {
      notice.hidden = false
    })
  })
  window.addEventListener('online', () => {
    for (const form of document.querySelectorAll('form[data-msq-offline]')) {
      document.getElementById(form.dataset.msqOffline).hidden = true
    }
  })
}
