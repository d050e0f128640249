// Filters the rows of a table while a person types, whatever the accents and the case:
//   <input data-filter-table="#units" data-filter-status="#shown">
//   <p id="shown" role="status" data-text="{shown} of {total}"></p>

// Letters that people leave the mark or the stroke off, though they do not fall apart into both; and
// those of Arabic that are written one for the other.
const SPELLED = {
  ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th',
  ٱ: 'ا', ى: 'ي', ة: 'ه', ـ: ''
}
const SPELLED_OUT = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'gu')

function plain(text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(SPELLED_OUT, (letter) => SPELLED[letter])
}

function startFilter(input) {
  const table = document.querySelector(input.dataset.filterTable)
  if (!table) return
  const status = input.dataset.filterStatus
    ? document.querySelector(input.dataset.filterStatus)
    : null
  const rows = Array.from(table.tBodies)
    .flatMap((body) => Array.from(body.rows))
    .map((row) => ({ row, text: plain(row.textContent) }))

  const apply = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean)
    let shown = 0
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word))
      if (!row.hidden) shown += 1
    }
    if (status) {
      status.textContent = (status.dataset.text ?? '{shown} / {total}')
        .replace('{shown}', String(shown))
        .replace('{total}', String(rows.length))
    }
  }

  input.addEventListener('input', apply)
  // A browser may have kept what was typed before the page was loaded again.
  if (input.value) apply()
}

export function startFilters() {
  document.querySelectorAll('input[data-filter-table]').forEach(startFilter)
}
