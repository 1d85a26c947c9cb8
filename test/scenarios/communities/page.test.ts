/** The page of a community of another server: its topics, moderators, and whether the visitor has joined. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser } from '../../world/browser.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

const PASSWORD = 'lagoon lagoon'
const CAFE = '/@cafe@lemmy.test'

async function signedIn(lagoon: TestServer, login: string): Promise<Browser> {
  await lagoon.user(login, { password: PASSWORD })
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  await browser.submit('/auth/sign-in', { login, password: PASSWORD })
  return browser
}

/** The cafe has a link post of lia's with a comment of max's, and a pinned topic of max's. */
async function scene(world: World) {
  const lagoon = await world.server('lagoon.test')
  const lemmy = await world.communityServer('lemmy.test')
  const [lia, max] = [await lemmy.member('lia'), await lemmy.member('max')]
  const cafe = await lemmy.community('cafe', lia)
  await lia.appoint(cafe, max.id)
  await lia.describe(cafe, { title: 'The cafe', description: 'Tea and talk.' })
  const pinned = await max.post(cafe, { title: 'Read <this> first', text: 'Be kind.' })
  await lia.pin(pinned)
  await world.clock.advance('1m')
  const link = await lia.post(cafe, { title: 'A link post', link: 'https://page.test/article' })
  await max.comment(link, 'a comment')
  const browser = await signedIn(lagoon, 'ana')
  const show = async (path = CAFE) => {
    await browser.get(path)
    await world.settle()
    return (await browser.get(path)).text()
  }
  return { lagoon, lemmy, lia, max, cafe, link, browser, show }
}

/** What a person reads: no markup, no empty space. */
function wordsOf(html: string): string {
  const [, main = ''] = /<main[^>]*>(.*)<\/main>/s.exec(html) ?? []
  return main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

async function findCafe(browser: Browser, world: World): Promise<void> {
  await browser.get('/search?q=%40cafe%40lemmy.test')
  await world.settle()
}

scenario(
  'a community shows its description, moderators, pinned topics, and topics with their authors',
  async (world) => {
    const { browser, show } = await scene(world)
    await findCafe(browser, world)
    const html = await show()
    const words = wordsOf(html)
    assert.match(words, /The cafe @ ?cafe@lemmy\.test · community/)
    assert.match(words, /Tea and talk\. Moderators @ ?lia @ ?max/)
    assert.match(words, /Pinned .*Read &lt;this&gt; first.* Posts .*lia.*A link post.*https:\/\/page\.test\/article/)
    assert.equal(words.match(/Read &lt;this/g)?.length, 1, 'what is pinned is not repeated')
    assert.doesNotMatch(words, /boosted|Followers|Following|follower/)
    assert.match(html, /<h2 class="title"><a href="\/@lia@lemmy\.test\/\d+">.*?A link post/)
    assert.match(html, /<a href="https:\/\/lemmy\.test\/c\/cafe" [^>]*>Community on lemmy\.test/)
  },
)

scenario('a member joins and leaves; until the community answers, that is said', async (world) => {
  const { lemmy, cafe, link, max, browser, show } = await scene(world)
  await findCafe(browser, world)
  assert.match(wordsOf(await show()), / Join The cafe /)
  lemmy.reachable = false
  await browser.submit(`${CAFE}/follow`, { back: CAFE }, { page: CAFE })
  assert.match(
    wordsOf(await (await browser.get(CAFE)).text()),
    /You have asked to join this community\. Cancel request/,
  )
  lemmy.reachable = true
  await world.pass('10m')
  assert.match(wordsOf(await show()), /You have joined this community\. Leave The cafe/)
  assert.equal(cafe.followers.size, 1)
  assert.doesNotMatch(wordsOf(await show()), /0 replies|0 likes/)
  await max.comment(link, 'another comment')
  await max.like(link)
  await world.settle()
  assert.match(wordsOf(await show()), /A link post .* 1 reply · 1 like /)
  const home = wordsOf(await show('/home'))
  assert.match(home, /In The cafe .*A link post/)
  assert.equal(home.match(/A link post/g)?.length, 1)
  await browser.submit(`${CAFE}/unfollow`, { back: CAFE }, { page: CAFE })
  await world.settle()
  assert.match(wordsOf(await show()), / Join The cafe /)
  assert.equal(cafe.followers.size, 0)
})

scenario('a topic has its title as a heading on its page, and in the title of the page', async (world) => {
  const { browser, show } = await scene(world)
  await findCafe(browser, world)
  const [, path = ''] = /<h2 class="title"><a href="([^"]*)">(?:<[^>]*>)?A link post/.exec(await show()) ?? []
  const html = await show(path)
  assert.match(html, /<title>lia: A link post · /)
  assert.match(html, /In <a href="\/@cafe@lemmy\.test"><bdi>The cafe<\/bdi>/)
  assert.match(html, /<h2 class="title">.*?A link post.*?<\/h2>/)
  assert.match(html, /href="https:\/\/page\.test\/article"/)
  assert.match(wordsOf(html), /A link post https:\/\/page\.test\/article .* on lemmy\.test/)
  assert.doesNotMatch(wordsOf(html), /https:\/\/lemmy\.test\/post/)
})

scenario('its members here are listed; visitors are led to its own server', async (world) => {
  const { lagoon, browser, show } = await scene(world)
  await findCafe(browser, world)
  assert.match(wordsOf(await show(`${CAFE}/followers`)), /Nobody here has joined this community yet/)
  const visitor = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  const seen = wordsOf(await (await visitor.get(CAFE)).text())
  assert.match(seen, /is a community on another server\. Open the community on lemmy\.test/)
})

scenario('moderators that a community lists follow the changes of its list', async (world) => {
  const { lia, max, cafe, browser, show } = await scene(world)
  await findCafe(browser, world)
  await lia.dismiss(cafe, max.id)
  await world.clock.advance('30h')
  assert.match(wordsOf(await show()), /Moderator @ ?lia/)
})

scenario('a topic names its community also in the list of its author, and if somebody boosts it', async (world) => {
  const { lagoon, link, browser, show } = await scene(world)
  await findCafe(browser, world)
  const bo = await lagoon.user('bo')
  await bo.boost(await bo.find(link.id))
  assert.match(wordsOf(await show('/@bo')), /bo boosted In The cafe .*A link post/)
  assert.match(wordsOf(await show('/@lia@lemmy.test')), /In The cafe .*A link post/)
})

scenario('a member may keep the topics of a community out of home', async (world) => {
  const { browser, show } = await scene(world)
  await findCafe(browser, world)
  await browser.submit(`${CAFE}/follow`, { back: CAFE }, { page: CAFE })
  await world.settle()
  assert.match(wordsOf(await show()), /Options Show its posts in my home Save/)
  await browser.submit(`${CAFE}/follow`, { back: CAFE, options: 'on' }, { page: CAFE })
  assert.match(wordsOf(await show()), /You have joined this community\. Your home does not show its posts\./)
})

scenario('muting and blocking a community says what that means there', async (world) => {
  const { browser, show } = await scene(world)
  await findCafe(browser, world)
  assert.match(wordsOf(await show(`${CAFE}/mute`)), /Mute The cafe ?\? Its topics no longer reach you\./)
  assert.match(wordsOf(await show(`${CAFE}/block`)), /You leave this community\..*lemmy\.test is told\./)
  const missing = await browser.get(`/search?q=${encodeURIComponent('!nowhere@lemmy.test')}`)
  assert.match(wordsOf(await missing.text()), /lemmy\.test has no community called nowhere\./)
})

scenario('a community shows two pinned topics, and folds the others', async (world) => {
  const { max, lia, cafe, browser, show } = await scene(world)
  for (const title of ['Second', 'Third']) await lia.pin(await max.post(cafe, { title, text: 'Be kind.' }))
  await findCafe(browser, world)
  const [shown = '', folded = ''] = (await show()).split('<summary>1 more pinned</summary>')
  assert.equal(wordsOf(`${shown}</main>`).match(/Be kind\./g)?.length, 2)
  assert.match(folded, /Be kind\..*<\/details>.*<h2>Posts<\/h2>/s)
})
