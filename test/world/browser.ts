/** A browser without a screen, for the pages of one server: it keeps cookies and fills in forms. */
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'

export interface Browser {
  get(path: string): Promise<Response>
  /**
   * Sends a form, as a person who sees it on a page. Its token and its encoding are read from the page.
   * @param options.page the page with the form; the form's own address when absent
   * @param options.takesFiles for a form that the page does not show any more
   */
  submit(
    path: string,
    fields: Record<string, string | File | readonly File[]>,
    options?: { page?: string; takesFiles?: boolean; headers?: Record<string, string> },
  ): Promise<Response>
  /** The value of a cookie. */
  cookie(name: string): string | undefined
  /** Sets a cookie, as a person with a stolen or invented one does. */
  keep(name: string, value: string): void
}

const TOKEN = /name="form_token" value="([\w-]+)"/

export function createBrowser(fetch: Fetch, origin: string): Browser {
  const cookies = new Map<string, string>()
  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...init.headers, ...(cookie !== '' && { cookie }) }
    const response = await fetch(new Request(origin + path, { ...init, headers }), {})
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }
  return {
    get: (path) => ask(path),
    async submit(path, fields, { page = path, takesFiles = false, headers } = {}) {
      const shown = await ask(page)
      const html = await shown.text()
      const token = TOKEN.exec(html)?.[1] ?? ''
      const body = encoded(takesFiles || hasFiles(html, path), { form_token: token, ...fields })
      const from = shown.headers.get('referrer-policy') === 'no-referrer' ? 'null' : origin
      const answer = await ask(path, { method: 'POST', body, headers: headers ?? { origin: from } })
      refuseDeparture(shown, answer, origin)
      return answer
    },
    cookie: (name) => cookies.get(name),
    keep: (name, value) => void cookies.set(name, value),
  }
}

function hasFiles(html: string, action: string): boolean {
  const forms = html.match(/<form [^>]*>/g) ?? []
  return forms.some((form) => form.includes(`action="${action}"`) && form.includes('enctype="multipart/form-data"'))
}

/** Without `enctype`, a form contains only the names of its files. */
function encoded(
  hasFiles: boolean,
  fields: Record<string, string | File | readonly File[]>,
): URLSearchParams | FormData {
  const form = hasFiles ? new FormData() : new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value])
      form.append(name, typeof one === 'string' || hasFiles ? one : one.name)
  return form
}

/** Browsers apply the `form-action` of the page to the redirect that follows its form. */
function refuseDeparture(page: Response, { headers }: Response, origin: string): void {
  const target = new URL(headers.get('location') ?? '/', origin)
  const isBound = page.headers.get('content-security-policy')?.includes("form-action 'self'")
  if (isBound && target.origin !== origin) throw new Error(`The page does not let its form lead to ${target}.`)
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const at = pair.indexOf('=')
  if (attributes.includes('Max-Age=0')) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}
