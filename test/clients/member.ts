/** A person at the pages of a server: what they type and press. */
import type { Locator, Page } from 'playwright-core'

export interface Credentials {
  login: string
  password: string
}

/** Presses a button or follows a link that leads to another page. */
export async function press(page: Page, name: string | RegExp, within: Page | Locator = page): Promise<void> {
  const place = within.getByRole('button', { name }).or(within.getByRole('link', { name })).first()
  await Promise.all([page.waitForEvent('load'), place.click()])
}

export async function signIn(page: Page, origin: string, { login, password }: Credentials): Promise<void> {
  await page.goto(`${origin}/auth/sign-in`)
  await page.getByLabel('Username or e-mail').fill(login)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in', page.locator('main'))
}

export async function post(page: Page, text: string): Promise<void> {
  await page.getByLabel('What do you want to say?').fill(text)
  await press(page, 'Post', page.locator('main'))
}

export async function reply(page: Page, to: string, text: string): Promise<void> {
  await press(page, 'Reply', postWith(page, to))
  const field = page.getByLabel('Your reply')
  await field.fill(`${await field.inputValue()}${text}`)
  await press(page, 'Reply', page.locator('main form.composer'))
}

/** Finds an account by its handle, and follows it. */
export async function follow(page: Page, origin: string, handle: string): Promise<void> {
  await page.goto(`${origin}/search`)
  await page.locator('main input[name=q]').fill(handle)
  await press(page, 'Search', page.locator('main'))
  await press(page, /^(Follow|Ask to follow) /, page.locator('main'))
}

/** The post on this page that has these words. */
export function postWith(page: Page, words: string): Locator {
  return page.locator('article', { hasText: words }).first()
}

/** Loads the page again until it shows these words. */
export async function waitFor(page: Page, words: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await page.locator('main').textContent())?.includes(words)) return
    await page.waitForTimeout(100)
    await page.reload()
  }
  throw new Error(`${page.url()} does not show: ${words}`)
}
