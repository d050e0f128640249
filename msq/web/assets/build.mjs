// Builds ../static from scss/ and js/: one style sheet for each direction of writing, one script,
// and a manifest with a short hash of each, by which a page asks for exactly this content.

import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build, transform } from 'esbuild'
import rtlcss from 'rtlcss'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '..', 'static')
const browsers = ['chrome111', 'firefox113', 'safari16.4']

// Comments stay in what Sass writes, for some of them tell rtlcss what to leave alone.
const styles = compile(join(here, 'scss', 'msq.scss'), {
  loadPaths: [join(here, 'node_modules')],
  style: 'expanded',
  quietDeps: true
}).css

async function minified(css) {
  const result = await transform(css, { loader: 'css', minify: true, target: browsers })
  return result.code
}

const script = await build({
  entryPoints: [join(here, 'js', 'msq.js')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: browsers,
  legalComments: 'none',
  write: false
})

const files = {
  'msq.css': await minified(styles),
  'msq.rtl.css': await minified(rtlcss.process(styles)),
  'msq.js': script.outputFiles[0].text
}

const hashes = Object.fromEntries(
  Object.entries(files).map(([name, text]) => [
    name,
    createHash('sha256').update(text).digest('hex').slice(0, 12)
  ])
)

await mkdir(target, { recursive: true })
for (const old of await readdir(target)) {
  await rm(join(target, old), { recursive: true })
}
for (const [name, text] of Object.entries(files)) {
  await writeFile(join(target, name), text)
}
// Written last: while there is no manifest, the build is not complete.
await writeFile(join(target, 'manifest.json'), JSON.stringify(hashes, null, 2) + '\n')
