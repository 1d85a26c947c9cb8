/** A picture, a sound and hostile files, each opened by itself in a browser or loaded by a page of another origin. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { securityHeaders } from '../../src/lib/http-server/security-headers.ts'
import { browserTest } from './chromium.ts'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64') // biome-ignore format: one picture
const HTML = Buffer.from(
  '<title>before</title><script>document.title = "after"</script><svg onload="document.title = 1">',
)
const FILES: Record<string, [type: string, content: Buffer]> = {
  '/sound': ['audio/wav', wave()],
  '/picture': ['image/png', PNG],
  '/hostile-type': ['text/html', HTML],
  '/hostile-content': ['image/png', HTML],
}

/** A second of silence: 8000 samples of 8 bits. */
function wave(): Buffer {
  const samples = 8000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  for (const [value, at] of [[1, 20], [1, 22], [1, 32], [8, 34]] as const) head.writeUInt16LE(value, at) // biome-ignore format: fields
  head.writeUInt32LE(samples, 24)
  head.writeUInt32LE(samples, 28)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}

async function serve(): Promise<{ origin: string } & AsyncDisposable> {
  const { media } = securityHeaders({ https: false })
  const server = createServer(({ url = '' }, response) => {
    if (url === '/page') return response.writeHead(200, ['content-type', 'text/html']).end('<p>page</p>')
    const [type, content] = FILES[url] ?? ['text/plain', Buffer.alloc(0)]
    return response
      .writeHead(200, [...media, 'content-type', type, 'content-length', String(content.length)])
      .end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dispose = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: dispose }
}

/** What the browser says against it, such as violations of the policy. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  return complaints
}

browserTest('media can be opened by themselves, and nothing in them runs (R-31, R-102)', async ({ open }) => {
  await using server = await serve()
  const browser = await open()
  const page = await browser.newPage()
  const complaints = complaintsOf(page)

  await page.goto(`${server.origin}/sound`)
  await page.waitForFunction("document.querySelector('video').readyState >= 1")
  assert.equal(await page.evaluate("document.querySelector('video').duration"), 1)
  await page.goto(`${server.origin}/picture`)
  assert.equal(await page.evaluate("document.querySelector('img').naturalWidth"), 1)
  const unexpected = complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))
  assert.deepEqual(unexpected, [])

  await page.goto(`${server.origin}/hostile-type`)
  assert.equal(await page.title(), 'before')
  assert.equal(await page.evaluate('window.origin'), 'null')
  await page.goto(`${server.origin}/hostile-content`)
  assert.doesNotMatch(await page.title(), /^(before|after|1)$/)
})

browserTest('a page of any origin can show media and read them in parts', async ({ open }) => {
  await using server = await serve()
  await using other = await serve()
  const page = await (await open()).newPage()
  await page.goto(`${other.origin}/page`)
  const read = `fetch('${server.origin}/picture', { headers: { range: 'bytes=0-1' } })
    .then((answer) => answer.arrayBuffer()).then((bytes) => bytes.byteLength)`
  assert.equal(await page.evaluate(read), PNG.length)
  const show = `new Promise((resolve, reject) => {
    const image = Object.assign(new Image(), { crossOrigin: 'anonymous', onerror: reject, src: '${server.origin}/picture' })
    image.onload = () => resolve(image.naturalWidth)
  })`
  assert.equal(await page.evaluate(show), 1)
})
