import type { VNode } from 'preact'
import type { StatusView } from '../../core/statuses/view.ts'
import type { RemoteAttachment } from '../../db/tables/statuses.ts'
import { Html, html } from '../html.ts'
import { Avatar, Byline, nameOf, profilePath } from './person.ts'
import { count, Time } from './time.ts'

/** One post, or a boost of one. `focus` is the post that the page is about: it shows its counts. */
export function Post({ view, focus = false }: { view: StatusView; focus?: boolean }): VNode {
  const shown = view.boostOf ?? view
  const { status, account } = shown
  return html`
    <article class=${focus ? 'post focus' : 'post'} id=${focus ? 'post' : undefined}>
      ${
        view.boostOf &&
        html`<p class="context boost"><a href=${profilePath(view.account)}><bdi>${nameOf(view.account)}</bdi></a> boosted</p>`
      }
      <header class="post-head">
        <${Avatar} account=${account} />
        <${Byline} account=${account} />
        <span class="when"><a href=${status.url ?? status.uri}><${Time} at=${status.created_at} /></a></span>
      </header>
      ${!focus && status.in_reply_to_uri && html`<p class="context">In reply to another post</p>`}
      <${Words} view=${shown} />
      ${focus && html`<${Counts} view=${shown} />`}
    </article>
  `
}

/** What the author wants to be asked for first is folded away; it opens without script. */
function Words({ view: { status } }: { view: StatusView }): VNode {
  const words = html`
    <${Html} class="content" safe=${status.content} lang=${status.language ?? undefined} />
    <${Attachments} attachments=${status.attachments} />
  `
  if (status.content_warning === '') return words
  return html`<details class="warning"><summary><bdi>${status.content_warning}</bdi></summary>${words}</details>`
}

function Attachments({ attachments }: { attachments: readonly RemoteAttachment[] }): VNode | null {
  if (attachments.length === 0) return null
  const item = ({ type, url, description }: RemoteAttachment) =>
    type === 'image'
      ? html`<a href=${url}><img src=${url} alt=${description ?? ''} loading="lazy" /></a>`
      : html`<a href=${url}>${description || `Attached ${type === 'unknown' ? 'file' : type}`}</a>`
  return html`<ul class="attachments">${attachments.map((one) => html`<li>${item(one)}</li>`)}</ul>`
}

function Counts({ view: { status } }: { view: StatusView }): VNode {
  const parts = [
    count(status.replies_count, 'reply', 'replies'),
    count(status.boosts_count, 'boost', 'boosts'),
    count(status.favourites_count, 'favourite', 'favourites'),
  ]
  return html`
    <p class="counts">
      ${parts.join(' · ')}${status.edited_at !== null && html` · edited <${Time} at=${status.edited_at} />`}
    </p>
  `
}

/** A list of posts with a way to older ones; says so when there is none. */
export function Posts({ views, empty, older }: { views: readonly StatusView[]; empty: string; older?: string }): VNode {
  if (views.length === 0) return html`<p class="empty">${empty}</p>`
  return html`
    <ol class="posts">
      ${views.map((view) => html`<li><${Post} view=${view} /></li>`)}
    </ol>
    ${older && html`<p class="more"><a href=${older} rel="next">Older posts</a></p>`}
  `
}
