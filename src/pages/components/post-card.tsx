import type { VNode } from 'preact'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { Html } from './html.tsx'
import { Avatar, Byline, nameOf, profilePath } from './person.tsx'
import { count, Time } from './time.tsx'

/** A post, or a boost of a post. @param props.focus whether the page is about this post; it then shows its counts */
export function Post({ view, focus = false }: { view: StatusView; focus?: boolean }): VNode {
  const shown = view.boostOf ?? view
  const { status, account } = shown
  return (
    <article class={focus ? 'post focus' : 'post'} id={focus ? 'post' : undefined}>
      {view.boostOf && (
        <p class="context boost">
          <a href={profilePath(view.account)}>
            <bdi>{nameOf(view.account)}</bdi>
          </a>{' '}
          boosted
        </p>
      )}
      <header class="post-head">
        <Avatar account={account} />
        <Byline account={account} />
        <span class="when">
          <a href={status.url ?? status.uri}>
            <Time at={status.created_at} />
          </a>
        </span>
      </header>
      {!focus && status.in_reply_to_uri && <p class="context">In reply to another post</p>}
      <Content view={shown} />
      {focus && <Counts view={shown} />}
    </article>
  )
}

/** The content, folded if the author set a content warning. It unfolds without a script. */
function Content({ view: { status } }: { view: StatusView }): VNode {
  const content = (
    <>
      <Html class="content" safe={status.content} lang={status.language ?? undefined} />
      <Attachments attachments={status.attachments} />
    </>
  )
  if (status.content_warning === '') return content
  return (
    <details class="warning">
      <summary>
        <bdi>{status.content_warning}</bdi>
      </summary>
      {content}
    </details>
  )
}

function Attachments({ attachments }: { attachments: readonly Attachment[] }): VNode | null {
  if (attachments.length === 0) return null
  const item = ({ type, url, description }: Attachment) =>
    type === 'image' ? (
      <a href={url}>
        <img src={url} alt={description ?? ''} loading="lazy" />
      </a>
    ) : (
      <a href={url}>{description || `Attached ${type === 'unknown' ? 'file' : type}`}</a>
    )
  return (
    <ul class="attachments">
      {attachments.map((one) => (
        <li>{item(one)}</li>
      ))}
    </ul>
  )
}

function Counts({ view: { status } }: { view: StatusView }): VNode {
  const parts = [
    count(status.replies_count, 'reply', 'replies'),
    count(status.boosts_count, 'boost', 'boosts'),
    count(status.favourites_count, 'favourite', 'favourites'),
  ]
  return (
    <p class="counts">
      {parts.join(' · ')}
      {status.edited_at !== null && (
        <>
          {' · edited '}
          <Time at={status.edited_at} />
        </>
      )}
    </p>
  )
}

/** A list of posts with a link to older ones. @param props.empty the sentence to show if there are no posts */
export function Posts({ views, empty, older }: { views: readonly StatusView[]; empty: string; older?: string }): VNode {
  if (views.length === 0) return <p class="empty">{empty}</p>
  return (
    <>
      <ol class="posts">
        {views.map((view) => (
          <li>
            <Post view={view} />
          </li>
        ))}
      </ol>
      {older && (
        <p class="more">
          <a href={older} rel="next">
            Older posts
          </a>
        </p>
      )}
    </>
  )
}
